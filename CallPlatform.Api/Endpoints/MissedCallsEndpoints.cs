using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Inbound;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>The queue of people who called and reached nobody.</summary>
internal static class MissedCallsEndpoints
{
    public static void MapMissedCalls(this IEndpointRouteBuilder routes)
    {
        var missed = routes.MapGroup("/api/v1/missed-calls").WithTags("Missed calls").RequireAuthorization(Permissions.Read);

        missed.MapGet("/", List);
        missed.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditContacts);
    }

    private static async Task<Results<Ok<Listing<MissedCallResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, string? state = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        // Without a filter, those that still want somebody.
        string[] states = string.IsNullOrEmpty(state) ? ["open", "calling_back"] : state.Split(',', StringSplitOptions.TrimEntries);
        if (states.Except(["open", "calling_back", "recovered", "dismissed"]).Any())
        {
            return Problems.Invalid("state", "They are open, calling_back, recovered and dismissed.");
        }

        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var rows = db.MissedCalls.Where(m => states.Contains(m.State));
        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(m => m.MissedAt < last.At || (m.MissedAt == last.At && m.CallId > last.Id));
        }

        var page = await rows.OrderByDescending(m => m.MissedAt).ThenBy(m => m.CallId).Take(limit).ToListAsync(ct);
        var items = await ResponsesAsync(db, page, ct);
        return TypedResults.Ok(Listing.Of<MissedCallResponse>(
            items, total, page.Count == limit ? new PageCursor(page[^1].MissedAt, page[^1].CallId).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<MissedCallResponse>>, ProblemHttpResult>> Change(
        Guid id, MissedCallPatch patch, ClaimsPrincipal caller, MissedCallDesk desk, CallPlatformDbContext db, CancellationToken ct) =>
        await desk.ChangeAsync(id, patch.State, patch.Note, caller.UserId(), ct) is { } row
            ? TypedResults.Ok(new Envelope<MissedCallResponse>(true, (await ResponsesAsync(db, [row], ct))[0]))
            : Problems.NotFound("missed call");

    private static async Task<List<MissedCallResponse>> ResponsesAsync(CallPlatformDbContext db, List<MissedCall> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r.ContactId).OfType<Guid>().ToArray();
        var names = await db.Contacts.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        return rows.ConvertAll(m => new MissedCallResponse(
            m.CallId, m.ContactId, m.ContactId is { } contact ? names.GetValueOrDefault(contact) : null, m.LeadId, m.Phone, m.MissedAt, m.State,
            m.CallBackId, m.ResolvedBy, m.ResolvedAt, m.Note));
    }
}
