using System.Collections.Concurrent;
using CallPlatform.Contracts;
using CallPlatform.Web.Hosting;

namespace CallPlatform.Web.Auth;

/// <summary>
/// This process's newest tokens of each session it serves. The durable copy is the encrypted session cookie, so that any
/// Web process can serve any request; this one is for what the cookie cannot do:
/// a circuit has no request to read a cookie from, and a refresh token serves once, so that requests running side by side
/// with the same cookie must share one refresh.
/// </summary>
internal sealed class SessionTokens(ApiConnection connection, IHttpMessageHandlerFactory handlers, TimeProvider clock)
{
    /// <summary>Renewed on a request when it would end sooner than this.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Held> sessions = new();
    private long lastSweep = clock.GetTimestamp();

    public TokenSet? Find(string session) => sessions.TryGetValue(session, out var held) ? held.Tokens : null;

    /// <summary>Keeps tokens that arrived with a request or from the browser, unless what is here lives longer.</summary>
    public TokenSet Offer(string session, TokenSet tokens)
    {
        var held = sessions.GetOrAdd(session, _ => new Held(tokens));
        lock (held)
        {
            if (tokens.Expires > held.Tokens.Expires || (tokens.Access == held.Tokens.Access && held.Tokens.Refresh is null))
            {
                held.Tokens = tokens;
            }

            return held.Tokens;
        }
    }

    public void Forget(string session) => sessions.TryRemove(session, out _);

    /// <summary>Tokens that last, refreshed at the Api if need be; null when the Api has ended the session.</summary>
    public async Task<TokenSet?> EnsureFreshAsync(string session, TokenSet fromCookie, CancellationToken ct)
    {
        Sweep();
        var newest = Offer(session, fromCookie);
        if (newest.LastsUntil(clock.GetUtcNow() + RenewBefore))
        {
            // What another process refreshed came here without its refresh token: the browser has that in a newer cookie
            // already, which this request's older one must not replace.
            return newest.Refresh is null ? fromCookie : newest;
        }

        var held = sessions.GetOrAdd(session, _ => new Held(fromCookie));
        await held.Refreshing.WaitAsync(ct);
        try
        {
            if (held.Tokens.LastsUntil(clock.GetUtcNow() + RenewBefore) && held.Tokens.Refresh is not null)
            {
                return held.Tokens;
            }

            using var http = connection.OpenAnonymous(handlers);
            // Not the request's own token: once the Api has the refresh token, its answer must be kept even if the browser left.
            var answer = await new ApiClient(http).RefreshAsync(new(held.Tokens.Refresh ?? fromCookie.Refresh!), CancellationToken.None);
            var renewed = TokenSet.From(answer with { Refresh = answer.Refresh ?? held.Tokens.Refresh ?? fromCookie.Refresh! });
            return Offer(session, renewed);
        }
        catch (ApiException error) when (error.Problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status400BadRequest)
        {
            // Refused while the access token still lasts: two processes were asked with the same cookie at once, and the
            // other one's answer has the browser's next cookie; or the session was ended, which the Api itself enforces.
            if (fromCookie.LastsUntil(clock.GetUtcNow()))
            {
                return fromCookie;
            }

            Forget(session);
            return null;
        }
        catch (Exception error) when (Components.Shared.Failure.IsExpected(error))
        {
            // The Api is away. The session is not over: pages will say what is wrong.
            return held.Tokens;
        }
        finally
        {
            held.Refreshing.Release();
        }
    }

    private void Sweep()
    {
        if (clock.GetElapsedTime(Interlocked.Read(ref lastSweep)) < TimeSpan.FromMinutes(10))
        {
            return;
        }

        Interlocked.Exchange(ref lastSweep, clock.GetTimestamp());
        var now = clock.GetUtcNow();
        foreach (var (session, held) in sessions)
        {
            // A circuit that idles longer than this gets its tokens from the browser again.
            if (!held.Tokens.LastsUntil(now - ForgetAfter))
            {
                sessions.TryRemove(session, out _);
            }
        }
    }

    private sealed class Held(TokenSet tokens)
    {
        public TokenSet Tokens { get; set; } = tokens;

        public SemaphoreSlim Refreshing { get; } = new(1, 1);
    }
}
