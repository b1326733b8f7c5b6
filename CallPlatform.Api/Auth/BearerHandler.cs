using System.Security.Claims;
using System.Text.Encodings.Web;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CallPlatform.Api.Auth;

/// <summary>
/// Staff by access token, machines by API key. What a token's bearer may is asked of <see cref="SessionStandings"/>, which remembers it for
/// seconds. Names the organisation for the rest of the request.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    AccessTokens tokens, SessionStandings standings, ApiKeys apiKeys, CurrentOrganization organization)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return tokens.Read(header[7..].Trim()) is { } identity && await standings.RoleAsync(identity, Context.RequestAborted) is { } role
                ? Success(identity with { Role = role }, [])
                : AuthenticateResult.NoResult();
        }

        return Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key && await apiKeys.FindAsync(key, Context.RequestAborted) is { } machine
            ? Success(machine.Identity, [new Claim(Permissions.KeyClaim, machine.Identity.SessionId.ToString()), .. machine.Scopes.Select(s => new Claim(Permissions.ScopeClaim, s))])
            : AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return base.HandleChallengeAsync(properties);
    }

    private AuthenticateResult Success(TokenIdentity identity, Claim[] more)
    {
        organization.Set(identity.OrganizationId);
        var claims = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, identity.UserId.ToString()),
                new Claim(ClaimTypes.Name, identity.Username),
                new Claim(ClaimTypes.Role, identity.Role),
                new Claim("org", identity.OrganizationId.ToString()),
                new Claim("sid", identity.SessionId.ToString()),
                .. more,
            ],
            Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(claims), Scheme));
    }
}

/// <summary>Who the caller is, for handlers.</summary>
internal static class CallerExtensions
{
    public static Guid UserId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    public static Guid OrganizationId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue("org")!);

    /// <summary>Whom the caller's token speaks for.</summary>
    public static TokenIdentity TokenIdentity(this ClaimsPrincipal user) =>
        new(user.UserId(), user.OrganizationId(), user.FindFirstValue(ClaimTypes.Name)!, user.FindFirstValue(ClaimTypes.Role)!, user.SessionId());

    /// <summary>The caller's sign-in; of a key, the key.</summary>
    public static Guid SessionId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue("sid")!);
}
