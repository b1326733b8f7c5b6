using System.Security.Claims;
using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Web.Auth;

internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session/keep", Keep);
        routes.MapPost("/sign-out", SignOut).AllowAnonymous();
    }

    /// <summary>For a circuit: by now the cookie's tokens are fresh (see <see cref="SessionCookie"/>).</summary>
    private static async Task<Results<ContentHttpResult, BadRequest>> Keep(HttpContext context, SessionHandover handover)
    {
        // A form of another site cannot send this header; SameSite keeps its cookie away anyhow.
        if (!context.Request.Headers.ContainsKey("X-Session"))
        {
            return TypedResults.BadRequest();
        }

        var ticket = await context.AuthenticateAsync();
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(handover.Seal(TokenSet.From(ticket.Properties!)!), "text/plain");
    }

    private static async Task<Results<RedirectHttpResult, BadRequest>> SignOut(
        HttpContext context, IAntiforgery antiforgery, SessionTokens tokens, ApiConnection connection, IHttpMessageHandlerFactory handlers)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var ticket = await context.AuthenticateAsync();
        if (ticket.Succeeded)
        {
            tokens.Forget(ticket.Principal.FindFirstValue(SessionClaims.Session) ?? "");
            await EndAtApiAsync(TokenSet.From(ticket.Properties), connection, handlers);
        }

        await context.SignOutAsync();
        return TypedResults.Redirect("/sign-in?signedOut=true");
    }

    private static async Task EndAtApiAsync(TokenSet? held, ApiConnection connection, IHttpMessageHandlerFactory handlers)
    {
        try
        {
            if (held?.Refresh is { Length: > 0 } refresh)
            {
                using var http = connection.OpenAnonymous(handlers);
                http.DefaultRequestHeaders.Authorization = new("Bearer", held.Access);
                await new ApiClient(http).SignOutAsync(new(refresh), CancellationToken.None);
            }
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            // The Api is away or has ended the session already. The browser forgets the tokens in any case.
        }
    }
}
