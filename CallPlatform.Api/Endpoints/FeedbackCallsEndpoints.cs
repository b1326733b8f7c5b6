using System.Globalization;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>AutoPulse's feedback calls.</summary>
internal static class FeedbackCallsEndpoints
{
    private static readonly CallStatus[] Missed = [CallStatus.NoAnswer, CallStatus.Busy, CallStatus.Voicemail, CallStatus.Failed];

    public static void MapFeedbackCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/v1/calls").WithTags("Feedback calls").RequireAuthorization(Permissions.Read);

        calls.MapGet("/ready", ListReady);
        calls.MapGet("/missed", ListMissed);
        calls.MapGet("/completed", ListCompleted);
        calls.MapGet("/counts", Count);
        calls.MapGet("/{id:guid}", Get);
        calls.MapPut("/{id:guid}", Edit).RequireAuthorization(Permissions.PlaceCalls);
        calls.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.Manage);
        calls.MapPost("/{id:guid}/initiate", Initiate).RequireAuthorization(Permissions.PlaceCalls);
        calls.MapPost("/bulk/initiate", InitiateMany).RequireAuthorization(Permissions.PlaceCalls);
    }

    private static Task<IResult> ListReady([AsParameters] FeedbackCallFilter filter, CallPlatformDbContext db, HttpContext http, CancellationToken ct) =>
        List([CallStatus.Ready], filter, db, http, ct);

    private static Task<IResult> ListMissed([AsParameters] FeedbackCallFilter filter, CallPlatformDbContext db, HttpContext http, CancellationToken ct) =>
        List(Missed, filter, db, http, ct);

    private static Task<IResult> ListCompleted([AsParameters] FeedbackCallFilter filter, CallPlatformDbContext db, HttpContext http, CancellationToken ct) =>
        List([CallStatus.Completed], filter, db, http, ct);

    private static async Task<IResult> List(CallStatus[] statuses, FeedbackCallFilter filter, CallPlatformDbContext db, HttpContext http, CancellationToken ct)
    {
        if (!PageCursor.TryParse(filter.Cursor, out var after))
        {
            return Problems.Invalid("cursor", "This is no cursor of ours.");
        }

        var limit = filter.Limit ?? 50;
        var all = filter.Apply(db, db.Calls.Where(c => statuses.Contains(c.State.Status)));
        var total = await all.LongCountAsync(ct);
        var page = after is { } last
            ? all.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id.CompareTo(last.Id) < 0))
            : all;
        var items = await FeedbackCallResponses.ReadAsync(
            db, page.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit), ct);
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        if (items.Count == limit)
        {
            var next = QueryString.Create(http.Request.Query.Where(q => q.Key != "cursor"))
                .Add("cursor", new PageCursor(items[^1].CreatedAt, items[^1].Id).ToString());
            http.Response.Headers.Link = $"<{http.Request.Path}{next}>; rel=\"next\"";
        }

        return TypedResults.Ok<IReadOnlyList<FeedbackCall>>(items);
    }

    private static async Task<Ok<FeedbackCallCounts>> Count([AsParameters] FeedbackCallFilter filter, CallPlatformDbContext db, CancellationToken ct)
    {
        Task<int> Of(params CallStatus[] statuses) =>
            filter.Apply(db, db.Calls.Where(c => statuses.Contains(c.State.Status))).Take(FeedbackCallCounts.Most).CountAsync(ct);

        return TypedResults.Ok(new FeedbackCallCounts(await Of(CallStatus.Ready), await Of(Missed), await Of(CallStatus.Completed)));
    }

    private static async Task<Results<Ok<FeedbackCall>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await FeedbackCallResponses.FindAsync(db, id, ct) is { } call ? TypedResults.Ok(call) : Problems.NotFound("call");

    private static async Task<IResult> Edit(Guid id, FeedbackCallEdit edit, FeedbackDesk desk, CallPlatformDbContext db, CancellationToken ct)
    {
        if (Mistakes(edit) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return await desk.EditAsync(id, edit, ct) switch
        {
            DeskOutcome.NotFound => Problems.NotFound("call"),
            DeskOutcome.NotScheduled => Problems.Conflict("call_not_ready", "Only a call that is ready has a scheduled time."),
            _ => TypedResults.Ok((await FeedbackCallResponses.FindAsync(db, id, ct))!),
        };
    }

    private static async Task<Results<Ok<MessageResponse>, ProblemHttpResult>> Delete(
        Guid id, ClaimsPrincipal caller, FeedbackDesk desk, CancellationToken ct) =>
        await desk.DeleteAsync(id, caller.UserId(), ct) switch
        {
            DeskOutcome.NotFound => Problems.NotFound("call"),
            DeskOutcome.UnderWay => Problems.Conflict("call_under_way", "This call is under way. Cancel it first."),
            _ => TypedResults.Ok(new MessageResponse("Call deleted successfully.")),
        };

    private static async Task<Results<Ok<FeedbackCall>, ProblemHttpResult>> Initiate(Guid id, CallNow callNow, CallPlatformDbContext db, CancellationToken ct)
    {
        var result = await callNow.RunAsync(id, (call, _) => Task.FromResult(call is { IsDemo: false, Direction: "outbound" }), ct);
        if (CallNowProblems.Of(result) is { } problem)
        {
            return problem;
        }

        var call = (await FeedbackCallResponses.FindAsync(db, id, ct))!;
        return call.Status == "Failed"
            ? Problems.Of(502, "provider_error", await CallNowProblems.ReasonAsync(db, id, ct))
            : TypedResults.Ok(call);
    }

    private static async Task<IResult> InitiateMany(BulkInitiateRequest request, FeedbackDesk desk, CallPlatformDbContext db, CancellationToken ct)
    {
        if (request.Ids is null == request.Filter is null)
        {
            return Problems.Invalid("ids", "Give either ids or a filter.");
        }

        if (request.Ids is { Length: > 1000 })
        {
            return Problems.Invalid("ids", "At most 1000 calls at a time; use a filter for more.");
        }

        var ids = request.Ids;
        if (request.Filter is { } filter)
        {
            if (filter.Status is not ("ready" or "missed"))
            {
                return Problems.Invalid("filter.status", "It is ready or missed.");
            }

            var statuses = filter.Status == "ready" ? [CallStatus.Ready] : Missed;
            var matching = new FeedbackCallFilter { CampaignId = filter.CampaignId, ServiceType = filter.ServiceType }
                .Apply(db, db.Calls.Where(c => statuses.Contains(c.State.Status)));
            ids = await matching.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(10_000).Select(c => c.Id).ToArrayAsync(ct);
        }

        return TypedResults.Ok(await desk.InitiateAsync(ids!, ct));
    }

    private static Dictionary<string, string[]> Mistakes(FeedbackCallEdit edit)
    {
        var errors = new Dictionary<string, string[]>();
        void Check(bool wrong, string field, string text)
        {
            if (wrong)
            {
                errors[field] = [text];
            }
        }

        Check(edit.NpsScore is { IsSet: true, Value: < 0 or > 10 }, "nps_score", "It must be from 0 to 10.");
        foreach (var (field, value) in (ReadOnlySpan<(string, Optional<string[]?>)>)
            [("tags", edit.Tags), ("positive_mentions", edit.PositiveMentions), ("areas_to_improve", edit.AreasToImprove)])
        {
            Check(
                value.IsSet && value.Value is { } list && (list.Length > 50 || list.Any(t => t is not { Length: > 0 and <= 200 })),
                field, "It must be a list of at most 50 texts, each of 1 to 200 characters.");
        }

        foreach (var (field, value, most) in (ReadOnlySpan<(string, Optional<string?>, int)>)
            [("notes", edit.Notes, 10_000), ("call_reason", edit.CallReason, 100), ("feedback_summary", edit.FeedbackSummary, 10_000), ("overall_feedback", edit.OverallFeedback, 10_000)])
        {
            Check(value.IsSet && value.Value?.Length > most, field, $"It must be at most {most} characters long.");
        }

        return errors;
    }
}
