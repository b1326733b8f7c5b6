using System.Collections.Concurrent;
using System.Security.Claims;
using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;
using CallPlatform.Web.Hosting;

namespace CallPlatform.Web.Auth;

/// <summary>
/// Keeps what the cookie says about its owner (role, name, time zone) in step with the Api: asked with the first request after half a
/// minute. The Api itself holds to what is true at once; this is about which buttons a page draws.
/// </summary>
internal sealed class SessionProfiles(ApiConnection connection, IHttpMessageHandlerFactory handlers, TimeProvider clock)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(30);
    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> askedAt = new();

    /// <summary>The owner as they are now; the same principal when nothing changed, null when the session is over.</summary>
    public async Task<ClaimsPrincipal?> CurrentAsync(ClaimsPrincipal held, string session, TokenSet tokens, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (askedAt.TryGetValue(session, out var asked) && now - asked < Trusted)
        {
            return held;
        }

        if (askedAt.Count >= MostRemembered)
        {
            askedAt.Clear();
        }

        askedAt[session] = now;
        try
        {
            using var http = connection.OpenAnonymous(handlers);
            http.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Access);
            var told = SessionClaims.PrincipalOf(await new ApiClient(http).GetCurrentUserAsync(ct), session);
            return told.Claims.All(c => held.HasClaim(c.Type, c.Value)) ? held : told;
        }
        catch (ApiException error) when (error.Problem.Status == StatusCodes.Status401Unauthorized)
        {
            return null;
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            return held; // the Api is away: pages will say so
        }
    }
}
