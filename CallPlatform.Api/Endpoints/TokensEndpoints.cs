using CallPlatform.Contracts;
using CallPlatform.Core.Organizations;

namespace CallPlatform.Api.Endpoints;

internal static class TokensEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/token").WithTags("Sign-in").AllowAnonymous();

        tokens.MapPost("/", SignIn).Produces<TokenResponse>();
        tokens.MapPost("/refresh", Refresh).Produces<TokenResponse>();
        tokens.MapPost("/sign-out", SignOut).Produces<SuccessResponse>();
    }

    private static async Task<IResult> SignIn(TokenRequest request, SignIn signIn, HttpContext http, CancellationToken ct) =>
        Answer(
            await signIn.WithPasswordAsync(
                request.Username, request.Password, http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Headers.UserAgent, ct),
            http,
            "The user name or the password is wrong.");

    private static async Task<IResult> Refresh(RefreshRequest request, SignIn signIn, HttpContext http, CancellationToken ct) =>
        Answer(
            await signIn.WithRefreshTokenAsync(request.Refresh, http.Request.Headers.UserAgent, ct),
            http,
            "The session is over. Sign in again.");

    private static async Task<IResult> SignOut(RefreshRequest request, SignIn signIn, CancellationToken ct)
    {
        await signIn.SignOutAsync(request.Refresh, ct);
        return TypedResults.Ok(new SuccessResponse(true));
    }

    private static IResult Answer(SignInResult result, HttpContext http, string refusal)
    {
        if (result is { Access: { } access, Refresh: { } refresh })
        {
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Ok(new TokenResponse(access, refresh));
        }

        if (result.LockedFor is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problems.Of(429, "locked", $"Too many wrong passwords. Try again in {Math.Ceiling(wait.TotalMinutes)} minutes.");
        }

        return Problems.Of(401, "unauthorized", refusal);
    }
}
