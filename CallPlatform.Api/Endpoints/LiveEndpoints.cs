using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Api.Live;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Events;
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

    private static IResult Listen(ClaimsPrincipal caller, LiveHub hub, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(hub, caller.OrganizationId(), clock, ct));
    }

    private static async IAsyncEnumerable<SseItem<LiveEvent>> EventsAsync(
        LiveHub hub, Guid organizationId, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        // Said at once, so that a client knows it is heard before anything happens.
        yield return Item(new LiveEvent("hello", null, null, null, clock.GetUtcNow()));
        await using var events = hub.ListenAsync(organizationId, ct).GetAsyncEnumerator(ct);
        var next = events.MoveNextAsync().AsTask();
        while (!ct.IsCancellationRequested)
        {
            if (await Task.WhenAny(next, Task.Delay(Heartbeat, clock, ct)) != next)
            {
                yield return Item(new LiveEvent("heartbeat", null, null, null, clock.GetUtcNow()));
                continue;
            }

            if (!await next)
            {
                yield break;
            }

            yield return Item(Of(events.Current));
            next = events.MoveNextAsync().AsTask();
        }
    }

    private static LiveEvent Of(BusEvent happened) => new(happened.Topic, happened.CallId, happened.Status, happened.CampaignId, happened.At);

    private static SseItem<LiveEvent> Item(LiveEvent told) => new(told, told.Kind);
}
