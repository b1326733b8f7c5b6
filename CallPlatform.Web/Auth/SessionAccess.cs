using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace CallPlatform.Web.Auth;

/// <summary>
/// The access token of the one session a request or a circuit belongs to.
/// <para>
/// In a request the cookie was refreshed on arrival, and <see cref="SessionTokens"/> has the tokens. A circuit lives for
/// hours without a request, so before its token ends it asks the browser to call <c>POST /session/keep</c>: that request
/// refreshes as any other, renews the cookie (which a circuit could not) and answers with the access token encrypted,
/// which the browser passes back unread. So the cookie always holds the one valid refresh token, a reload never meets a
/// spent one, tabs take turns (a browser lock), and the call may even land on another Web process.
/// </para>
/// </summary>
internal sealed class SessionAccess(
    AuthenticationStateProvider authentication, SessionTokens tokens,
    SessionHandover handover, IJSRuntime js, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Task<TokenSet?>? keeping;
    private IJSObjectReference? module;
    private string? session;

    /// <summary>Raised when the session has ended at the Api or in another tab.</summary>
    public event Action? Ended;

    /// <summary>For an endpoint, which has a request but no page's authentication state.</summary>
    public void BelongTo(ClaimsPrincipal user) => session = user.FindFirstValue(SessionClaims.Session);

    public async Task<string?> GetTokenAsync()
    {
        if (await SessionAsync() is not { } current)
        {
            return null;
        }

        var held = tokens.Find(current);
        if (held is not null && held.LastsUntil(clock.GetUtcNow() + Margin))
        {
            return held.Access;
        }

        Task<TokenSet?> running;
        lock (gate)
        {
            running = keeping is { IsCompleted: false } ? keeping : keeping = KeepAsync(current);
        }

        return (await running ?? held)?.Access;
    }

    public void End() => Ended?.Invoke();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its module with it.
        }
    }

    private async Task<string?> SessionAsync() =>
        session ??= (await authentication.GetAuthenticationStateAsync()).User.FindFirstValue(SessionClaims.Session);

    private async Task<TokenSet?> KeepAsync(string current)
    {
        try
        {
            module ??= await js.InvokeAsync<IJSObjectReference>("import", "./js/session.js");
            var answer = await module.InvokeAsync<string?>("keep");
            if (answer is null)
            {
                End();
                return null;
            }

            return handover.Open(answer) is { } fresh ? tokens.Offer(current, fresh) : null;
        }
        catch (Exception error) when (error is JSException or JSDisconnectedException or InvalidOperationException or TaskCanceledException)
        {
            // No browser to ask (prerendering, or the page is gone) or no answer: the Api will judge the token that is there.
            return null;
        }
    }
}
