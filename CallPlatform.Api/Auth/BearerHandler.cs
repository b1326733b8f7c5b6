using System.Security.Claims;
using System.Text.Encodings.Web;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CallPlatform.Api.Auth;

/// <summary>
/// Staff by access token, machines by API key. A token costs no round trip. Names the organisation for the rest of the request.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    AccessTokens tokens, ApiKeys apiKeys, CurrentOrganization organization)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var identity = await IdentifyAsync();
        if (identity is null)
        {
            return AuthenticateResult.NoResult();
        }

        organization.Set(identity.OrganizationId);
        var claims = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, identity.UserId.ToString()),
                new Claim(ClaimTypes.Name, identity.Username),
                new Claim(ClaimTypes.Role, identity.Role),
                new Claim("org", identity.OrganizationId.ToString()),
                new Claim("sid", identity.SessionId.ToString()),
            ],
            Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(claims), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return base.HandleChallengeAsync(properties);
    }

    private async Task<TokenIdentity?> IdentifyAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return tokens.Read(header[7..].Trim());
        }

        return Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key
            ? await apiKeys.FindAsync(key, Context.RequestAborted)
            : null;
    }
}

/// <summary>Who the caller is, for handlers.</summary>
internal static class CallerExtensions
{
    public static Guid UserId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);

    public static Guid OrganizationId(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue("org")!);
}
