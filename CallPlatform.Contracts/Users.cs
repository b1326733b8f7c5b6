using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>A member of staff.</summary>
public sealed record UserResponse(
    Guid Id, string Username, string DisplayName, string Role, bool IsActive, int? MaxActiveCalls, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt);

/// <summary>What changes of a user; what is absent stays. Roles and deactivation hold from the user's next request on.</summary>
public sealed record UserPatch(
    [property: StringLength(200, MinimumLength = 1)] string? DisplayName = null,
    [property: RegularExpression(UserRoles.Pattern, ErrorMessage = UserRoles.Error)] string? Role = null,
    bool? IsActive = null,
    [property: Range(1, 10_000)] int? MaxActiveCalls = null);

/// <summary>Whom to invite, and as what.</summary>
public sealed record InvitationRequest(
    [property: Required, EmailAddress(ErrorMessage = "It must be an e-mail address."), StringLength(254, MinimumLength = 3)] string Username,
    [property: Required, RegularExpression(UserRoles.Pattern, ErrorMessage = UserRoles.Error)] string Role,
    [property: StringLength(200)] string? DisplayName = null);

/// <summary>An open invitation. The link's token is not here: it was shown when it was made.</summary>
public sealed record InvitationResponse(Guid Id, string Username, string DisplayName, string Role, bool IsForPassword, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>A new one-time link: <c>https://your-host/invitation#{token}</c>. The token is shown this once.</summary>
public sealed record InvitationCreated(InvitationResponse Invitation, string Token);

/// <summary>Asks what a link is for. The token travels in the body: addresses are logged.</summary>
public sealed record InvitationLookup([property: Required, StringLength(200, MinimumLength = 10)] string Token);

/// <summary>What a link is for.</summary>
public sealed record InvitationOfferResponse(string OrganizationName, string Username, string DisplayName, string Role, bool IsForPassword, DateTimeOffset ExpiresAt);

/// <summary>Uses a link up.</summary>
public sealed record AcceptInvitationRequest(
    [property: Required, StringLength(200, MinimumLength = 10)] string Token,
    [property: Required, StringLength(1024, MinimumLength = 1)] string Password,
    [property: StringLength(200)] string? DisplayName = null);

public sealed record PasswordRequest(
    [property: Required, StringLength(1024, MinimumLength = 1)] string CurrentPassword,
    [property: Required, StringLength(1024, MinimumLength = 1)] string NewPassword);

/// <summary>One sign-in of the caller that is not over.</summary>
public sealed record SessionInfo(Guid Id, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? UserAgent, bool IsCurrent);

internal static class UserRoles
{
    public const string Pattern = "owner|manager|csr|sales_rep|viewer";
    public const string Error = "The roles are owner, manager, csr, sales_rep and viewer.";
}
