using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>What <c>POST /api/token</c> takes.</summary>
public sealed record TokenRequest(
    [property: Required, StringLength(254, MinimumLength = 1)] string Username,
    [property: Required, StringLength(1024, MinimumLength = 1)] string Password);

/// <summary>An access token for 15 minutes and a refresh token for 7 days; the refresh token serves once.</summary>
public sealed record TokenResponse(string Access, string Refresh);

public sealed record RefreshRequest([property: Required, StringLength(2048, MinimumLength = 1)] string Refresh);

/// <summary>Who the bearer of a token is.</summary>
public sealed record CurrentUserResponse(
    Guid Id, string Username, string DisplayName, string Role, Guid OrganizationId, string OrganizationName, string TimeZone);
