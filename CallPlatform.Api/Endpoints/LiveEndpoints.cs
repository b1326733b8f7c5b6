using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Api.Live;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallPlatform.Api.Endpoints;

internal static class LiveEndpoints
{
    /// <summary>Often enough that proxies keep the connection and clients notice a dead one.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        var live = routes.MapGroup("/api/v1/live").WithTags("Live").RequireAuthorization(Permissions.Read);

        live.MapGet("/", Listen);
        live.MapGet("/board", GetBoard);
    }

    private static async Task<Ok<LiveBoard>> GetBoard(ClaimsPrincipal caller, LiveBoardQuery board, CancellationToken ct) =>
        TypedResults.Ok(await board.RunAsync(caller.OrganizationId(), ct));

    private static IResult Listen(ClaimsPrincipal caller, LiveHub hub, SessionStandings standings, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(hub, caller, standings, clock, ct));
    }

    private static async IAsyncEnumerable<SseItem<LiveEvent>> EventsAsync(
        LiveHub hub, ClaimsPrincipal caller, SessionStandings standings, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        // Said at once, so that a client knows it is heard before anything happens.
        yield return Item(new LiveEvent("hello", null, null, null, clock.GetUtcNow()));
        using var listener = hub.Listen(caller.OrganizationId());
        var next = listener.Events.WaitToReadAsync(ct).AsTask();
        while (!ct.IsCancellationRequested)
        {
            if (await Task.WhenAny(next, Task.Delay(Heartbeat, clock, ct)) != next)
            {
                // A connection that stays open must not outlive the session it was opened with.
                if (!await MayListenAsync(caller, standings, ct))
                {
                    yield break;
                }

                yield return Item(new LiveEvent("heartbeat", null, null, null, clock.GetUtcNow()));
                continue;
            }

            if (!await next)
            {
                yield break;
            }

            while (listener.Events.TryRead(out var happened))
            {
                yield return Item(Of(happened));
            }

            next = listener.Events.WaitToReadAsync(ct).AsTask();
        }
    }

    private static async Task<bool> MayListenAsync(ClaimsPrincipal caller, SessionStandings standings, CancellationToken ct) =>
        caller.HasClaim(c => c.Type == Permissions.KeyClaim) || await standings.RoleAsync(caller.TokenIdentity(), ct) is not null;

    private static LiveEvent Of(BusEvent happened) => new(happened.Topic, happened.CallId, happened.Status, happened.CampaignId, happened.At, happened.TraceParent);

    private static SseItem<LiveEvent> Item(LiveEvent told) => new(told, told.Kind);
}
