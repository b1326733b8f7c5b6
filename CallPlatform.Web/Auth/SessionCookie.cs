using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;

namespace CallPlatform.Web.Auth;

/// <summary>
/// Keeps the tokens in the cookie alive: each request that arrives shortly before the access token ends refreshes it and
/// renews the cookie. The cookie is encrypted (data protection) and HttpOnly; no script ever sees a token.
/// </summary>
internal sealed class SessionCookie(SessionTokens tokens, SessionProfiles profiles) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var session = context.Principal?.FindFirstValue(SessionClaims.Session);
        if (session is null || TokenSet.From(context.Properties) is not { } fromCookie)
        {
            context.RejectPrincipal();
            return;
        }

        if (context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            // A circuit's own connection cannot carry a new cookie; remembering is what lets the circuit find its tokens.
            tokens.Offer(session, fromCookie);
            return;
        }

        if (await tokens.EnsureFreshAsync(session, fromCookie, context.HttpContext.RequestAborted) is not { } fresh)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
            return;
        }

        if (await profiles.CurrentAsync(context.Principal!, session, fresh, context.HttpContext.RequestAborted) is not { } principal)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
            return;
        }

        if (principal != context.Principal)
        {
            context.ReplacePrincipal(principal);
            context.ShouldRenew = true;
        }

        if (fresh != fromCookie)
        {
            fresh.StoreIn(context.Properties);
            context.ShouldRenew = true;
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        // Only a person can use a sign-in page.
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
            || context.Request.Path.Value!.EndsWith("/recording", StringComparison.Ordinal))
        {
            context.HttpContext.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return base.RedirectToLogin(context);
    }

    /// <summary>The address stays: the page that is drawn for 403 says who may see it.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
