using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What belongs to any call, whoever dialled: its events and its recording.</summary>
internal static class CallTimelineEndpoints
{
    public static void MapCallTimeline(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/v1/calls/{id:guid}").WithTags("Calls").RequireAuthorization(Permissions.Read);

        calls.MapGet("/events", GetEvents);
        calls.MapGet("/recording", GetRecording);
    }

    private static async Task<Results<Ok<Listing<CallEventResponse>>, ProblemHttpResult>> GetEvents(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        if (!await db.Calls.AnyAsync(c => c.Id == id, ct))
        {
            return Problems.NotFound("call");
        }

        var events = await db.CallEvents.Where(e => e.CallId == id).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id).Take(500).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<CallEventResponse>(
            [.. events.Select(e => new CallEventResponse(e.Id, e.Kind, e.At, e.Source, JsonText.Element(e.Data)!.Value))], events.Count));
    }

    /// <summary>Streams the provider's recording; a range that the player asks for is passed on.</summary>
    private static async Task<IResult> GetRecording(
        Guid id, ClaimsPrincipal caller, HttpContext http, CallPlatformDbContext db, VoiceProviders providers, AuditLog audit, CancellationToken ct)
    {
        var call = await db.Calls.Where(c => c.Id == id).Select(c => new { c.Provider, c.State.ProviderCallId, c.State.RecordingUrl }).FirstOrDefaultAsync(ct);
        if (call is null)
        {
            return Problems.NotFound("call");
        }

        var range = http.Request.Headers.Range.ToString() is { Length: > 0 } wanted ? wanted : null;
        if (call.ProviderCallId is null || call.RecordingUrl is null
            || await providers[call.Provider].OpenRecordingAsync(call.ProviderCallId, range, ct) is not { } recording)
        {
            return Problems.NotFound("recording");
        }

        using (recording)
        {
            await audit.RecordingReadAsync(caller.OrganizationId(), caller.UserId(), "calls", id, AuditTrail.KeyData(caller), ct);
            http.Response.StatusCode = (int)recording.StatusCode;
            http.Response.ContentType = recording.Content.Headers.ContentType?.ToString() ?? "audio/wav";
            http.Response.ContentLength = recording.Content.Headers.ContentLength;
            http.Response.Headers.AcceptRanges = "bytes";
            http.Response.Headers.CacheControl = "private, max-age=300";
            if (recording.Content.Headers.ContentRange is { } part)
            {
                http.Response.Headers.ContentRange = part.ToString();
            }

            await recording.Content.CopyToAsync(http.Response.Body, ct);
            return Results.Empty;
        }
    }
}
