using CallPlatform.Contracts;
using Microsoft.AspNetCore.Authentication;

namespace CallPlatform.Web.Auth;

/// <summary>Turns the Api's tokens into the browser's session cookie.</summary>
internal sealed class SessionOpening(SessionTokens kept)
{
    public async Task OpenAsync(HttpContext context, HttpClient http, ApiClient api, TokenSet tokens)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Access);
        var user = await api.GetCurrentUserAsync(context.RequestAborted);

        var session = Guid.NewGuid().ToString("N");
        var ticket = new AuthenticationProperties();
        tokens.StoreIn(ticket);
        await context.SignInAsync(SessionClaims.PrincipalOf(user, session), ticket);
        kept.Offer(session, tokens);
    }
}
