using System.ComponentModel.DataAnnotations;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Analysis;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Work at the analysis provider: what is under way, what failed and why, and how it is begun again.</summary>
internal static class AnalysisTasksEndpoints
{
    public static void MapAnalysisTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/api/v1/analysis-tasks").WithTags("Analysis").RequireAuthorization(Permissions.Read);

        tasks.MapGet("/", List);
        tasks.MapPost("/{id:guid}/retry", Retry).RequireAuthorization(Permissions.Manage);
        routes.MapPost("/api/v1/calls/{id:guid}/analysis", AnalyseAnew).WithTags("Analysis").RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Results<Ok<Listing<AnalysisTaskResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, string? state = null, Guid? call_id = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (state is not (null or "" or "waiting" or "processing" or "completed" or "failed"))
        {
            return Problems.Invalid("state", "It must be waiting, processing, completed or failed.");
        }

        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        // A call's are all of interest; of the whole organisation what is done is not.
        var rows = db.AnalysisTasks.Where(t => string.IsNullOrEmpty(state) ? call_id != null || t.State != "completed" : t.State == state);
        rows = call_id is { } call ? rows.Where(t => t.CallId == call) : rows;
        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(t => t.CreatedAt < last.At || (t.CreatedAt == last.At && t.Id < last.Id));
        }

        var page = await rows.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<AnalysisTaskResponse>(
            [.. page.Select(ResponseOf)], total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<AnalysisTaskResponse>>, ProblemHttpResult>> Retry(
        Guid id, CallTransaction transaction, TaskDesk desk, CallPlatformDbContext db, CancellationToken ct)
    {
        var (task, isFailed) = await transaction.RunAsync(
            async token =>
            {
                var locked = await db.Database.SqlQuery<Guid>($"select id from analysis_tasks where id = {id} for update").ToListAsync(token);
                var found = locked.Count == 0 ? null : await db.AnalysisTasks.AsTracking().FirstAsync(t => t.Id == id, token);
                if (found?.State != AnalysisStates.Failed)
                {
                    return (found, false);
                }

                desk.Restart(found, TimeSpan.Zero);
                return (found, true);
            },
            ct);
        return task is null
            ? Problems.NotFound("task")
            : isFailed
                ? TypedResults.Ok(new Envelope<AnalysisTaskResponse>(true, ResponseOf(task)))
                : Problems.Conflict("not_failed", $"This task is {task.State}; only a failed one can be begun again.");
    }

    private static async Task<Results<Accepted<Envelope<AnalysisTaskResponse>>, ProblemHttpResult>> AnalyseAnew(
        Guid id, CallTransaction transaction, TaskDesk desk, IEnumerable<IAnalysisProvider> providers, CallPlatformDbContext db, CancellationToken ct)
    {
        var call = await db.Calls.Where(c => c.Id == id).Select(c => new { c.OrganizationId, c.State.RecordingUrl }).FirstOrDefaultAsync(ct);
        if (call is null)
        {
            return Problems.NotFound("call");
        }

        if (call.RecordingUrl is null)
        {
            return Problems.Conflict("no_recording", "The call has no recording that could be analysed.");
        }

        if (providers.FirstOrDefault(p => p.IsReady) is not { } provider)
        {
            return Problems.Conflict("not_set_up", "No analysis provider is set up: set SHUNYA_API_KEY.");
        }

        var task = await transaction.RunAsync(
            _ => Task.FromResult(desk.Begin(call.OrganizationId, provider.Name, AnalysisKinds.Transcription, id, null)), ct);
        return TypedResults.Accepted($"/api/v1/calls/{id}/analysis", new Envelope<AnalysisTaskResponse>(true, ResponseOf(task)));
    }

    private static AnalysisTaskResponse ResponseOf(AnalysisTask task) => new(
        task.Id, task.Kind, task.CallId, task.SessionId, task.Provider, task.ExternalId, task.State, task.Attempts, task.ErrorCode, task.ErrorMessage,
        task.CreatedAt, task.UpdatedAt);
}
