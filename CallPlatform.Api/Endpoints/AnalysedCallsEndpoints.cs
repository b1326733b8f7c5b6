using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Every call with its analysis, and what was said in it.</summary>
internal static class AnalysedCallsEndpoints
{
    public static void MapAnalysedCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/v1/calls").WithTags("Calls").RequireAuthorization(Permissions.Read);

        calls.MapGet("/", List);
        calls.MapGet("/unbooked/self", ListUnbooked).RequireAuthorization(Permissions.OwnCsrFigures);
        calls.MapGet("/{id:guid}/transcript", GetTranscript);
        calls.MapGet("/{id:guid}/analysis", GetAnalysis);
    }

    private static async Task<Results<Ok<Listing<CallWithAnalysis>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, [Range(1, 200)] int limit = 50, string? status = null, string? direction = null,
        [FromQuery(Name = "date_from")] string? dateFrom = null, [FromQuery(Name = "date_to")] string? dateTo = null,
        [FromQuery(Name = "booking_status")] string? bookingStatus = null, [StringLength(200)] string? search = null, string? cursor = null)
    {
        var calls = db.Calls.Where(c => !c.IsDemo);
        var filtered = false;
        if (!string.IsNullOrEmpty(status))
        {
            if (!CallStatuses.TryParse(status, out var wanted))
            {
                return Problems.Invalid("status", "There is no such status.");
            }

            calls = calls.Where(c => c.State.Status == wanted);
            filtered = true;
        }

        if (!string.IsNullOrEmpty(direction))
        {
            if (direction is not ("inbound" or "outbound"))
            {
                return Problems.Invalid("direction", "It must be inbound or outbound.");
            }

            calls = calls.Where(c => c.Direction == direction);
            filtered = true;
        }

        var (days, problem) = await DayRange.ReadAsync(db, dateFrom, dateTo, ct);
        if (problem is not null)
        {
            return problem;
        }

        calls = days.From is { } from ? calls.Where(c => c.CreatedAt >= from) : calls;
        calls = days.To is { } to ? calls.Where(c => c.CreatedAt < to) : calls;
        calls = string.IsNullOrEmpty(bookingStatus) ? calls : calls.Where(c => db.CallAnalyses.Any(a => a.CallId == c.Id && a.BookingStatus == bookingStatus));
        if (!string.IsNullOrWhiteSpace(search))
        {
            var organization = await db.Organizations.Select(o => o.Id).FirstAsync(ct);
            var said = db.Database.SqlQuery<Guid>($"""select search_transcripts({search}, {organization}) as "Value" """);
            calls = calls.Where(c => said.Contains(c.Id) || c.ToNumber == search || c.Contact!.Name.StartsWith(search));
        }

        filtered = filtered || days.From is not null || days.To is not null || !string.IsNullOrEmpty(bookingStatus) || !string.IsNullOrWhiteSpace(search);

        // The total of everything is kept, not counted.
        var total = filtered ? await calls.LongCountAsync(ct) : await db.OrganizationTotals.Select(t => t.Calls).FirstOrDefaultAsync(ct);
        return await PageAsync(db, calls, total, limit, cursor, ct);
    }

    private static async Task<Results<Ok<Listing<CallWithAnalysis>>, ProblemHttpResult>> ListUnbooked(
        ClaimsPrincipal caller, CallPlatformDbContext db, CancellationToken ct, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        var me = caller.UserId();
        var calls = db.Calls.Where(c => c.HandledBy == me && !c.IsDemo && db.CallAnalyses.Any(a => a.CallId == c.Id && a.BookingStatus != "booked"));
        return await PageAsync(db, calls, await calls.LongCountAsync(ct), limit, cursor, ct);
    }

    private static async Task<Results<Ok<Listing<CallWithAnalysis>>, ProblemHttpResult>> PageAsync(
        CallPlatformDbContext db, IQueryable<Call> calls, long total, int limit, string? cursor, CancellationToken ct)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        if (after is { } last)
        {
            calls = calls.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id < last.Id));
        }

        var items = await InboundResponses.CallsAsync(db, calls.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit), ct);
        return TypedResults.Ok(Listing.Of<CallWithAnalysis>(
            items, total, items.Count == limit ? new PageCursor(items[^1].CreatedAt, items[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<TranscriptResponse>>, ProblemHttpResult>> GetTranscript(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        var call = await db.Calls.Where(c => c.Id == id).Select(c => new { c.Provider, c.State.Transcript }).FirstOrDefaultAsync(ct);
        if (call is null)
        {
            return Problems.NotFound("call");
        }

        var transcript = await db.CallTranscripts.FirstOrDefaultAsync(t => t.CallId == id, ct);
        if (transcript is null && call.Transcript is null)
        {
            return Problems.NotFound("transcript");
        }

        var segments = await db.TranscriptSegments.Where(s => s.CallId == id).OrderBy(s => s.Number)
            .Select(s => new TranscriptPart(s.Number, s.Speaker, s.Text, s.StartSeconds, s.EndSeconds)).ToListAsync(ct);
        return TypedResults.Ok(new Envelope<TranscriptResponse>(true, new TranscriptResponse(
            id, transcript?.Source ?? call.Provider, transcript?.Text ?? call.Transcript!, transcript?.Language, transcript?.Confidence, transcript?.WordCount, segments)));
    }

    private static async Task<Results<Ok<Envelope<AnalysisDetail>>, ProblemHttpResult>> GetAnalysis(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        if (!await db.Calls.AnyAsync(c => c.Id == id, ct))
        {
            return Problems.NotFound("call");
        }

        if (await db.CallAnalyses.FirstOrDefaultAsync(a => a.CallId == id, ct) is not { } found)
        {
            return Problems.NotFound("analysis");
        }

        var objections = await db.CallObjections.Where(o => o.CallId == id).OrderBy(o => o.Number).ToListAsync(ct);
        return TypedResults.Ok(new Envelope<AnalysisDetail>(true, new AnalysisDetail
        {
            CallId = id,
            Source = found.Source,
            Summary = found.Summary,
            SentimentScore = found.SentimentScore,
            ConfidenceScore = found.ConfidenceScore,
            QualificationStatus = found.QualificationStatus,
            BookingStatus = found.BookingStatus,
            CallOutcomeCategory = found.CallOutcomeCategory,
            OverallScore = found.OverallScore,
            AppointmentConfirmed = found.AppointmentConfirmed,
            AppointmentDate = found.AppointmentDate,
            AppointmentType = found.AppointmentType,
            ServiceRequested = found.ServiceRequested,
            ServiceNotOfferedReason = found.ServiceNotOfferedReason,
            FollowUpRequired = found.FollowUpRequired,
            FollowUpReason = found.FollowUpReason,
            ComplianceScore = found.ComplianceScore,
            Objections =
            [
                .. objections.Select(o => new ObjectionResponse(
                    o.Category, o.Objection, o.Overcome, o.Speaker, o.AtSeconds, o.Severity, o.Confidence, JsonText.Element(o.Suggestions)!.Value)),
            ],
            Document = JsonText.Element(found.Document)!.Value,
            AnalysedAt = found.AnalysedAt,
        }));
    }
}
