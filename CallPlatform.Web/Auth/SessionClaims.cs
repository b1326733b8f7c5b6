using System.Security.Claims;
using CallPlatform.Contracts;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CallPlatform.Web.Auth;

/// <summary>What the session cookie says about its owner: enough to draw a page without asking the Api.</summary>
internal static class SessionClaims
{
    public const string Session = "session";
    public const string Organization = "organization";
    public const string OrganizationName = "organization_name";
    public const string TimeZone = "time_zone";
    public const string Username = "username";

    public static ClaimsPrincipal PrincipalOf(CurrentUserResponse user, string session) => new(new ClaimsIdentity(
        [
            new(Session, session),
            new(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new(ClaimTypes.Name, string.IsNullOrWhiteSpace(user.DisplayName) ? user.Username : user.DisplayName),
            new(Username, user.Username),
            new(ClaimTypes.Role, user.Role),
            new(Organization, user.OrganizationId.ToString()),
            new(OrganizationName, user.OrganizationName),
            new(TimeZone, user.TimeZone),
        ], CookieAuthenticationDefaults.AuthenticationScheme));
}
