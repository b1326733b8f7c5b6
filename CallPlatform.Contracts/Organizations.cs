using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>The caller's organisation: <c>GET /api/v1/organizations/me</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Location">Where it is, for assistants' texts.</param>
/// <param name="TimeZone">IANA name: the days of its figures.</param>
/// <param name="DefaultCountry">ISO 3166 alpha-2; numbers without a country code are read as this country's.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="MaxActiveCalls">How many calls one user may have open at a time.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record OrganizationResponse(
    Guid Id, string Name, string? Location, string TimeZone, string? DefaultCountry, string Currency, int MaxActiveCalls, DateTimeOffset CreatedAt);

/// <summary>What <c>PUT /api/v1/organizations/me</c> takes.</summary>
public sealed record OrganizationRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, StringLength(64, MinimumLength = 1)] string TimeZone,
    [property: Required, RegularExpression("[A-Z]{3}", ErrorMessage = "It must be a currency's three letters, as in USD.")] string Currency,
    [property: StringLength(200)] string? Location = null,
    [property: RegularExpression("[A-Z]{2}", ErrorMessage = "It must be a country's two letters, as in IN.")] string? DefaultCountry = null,
    [property: Range(1, 10_000)] int MaxActiveCalls = 2);
