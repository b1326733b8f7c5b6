using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Calls to leads: by hand, many at once, what became of them.</summary>
internal static class AiCallEndpoints
{
    public static void MapAiCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/ai-call").WithTags("AI calls").RequireAuthorization(Permissions.Read);

        calls.MapPost("/trigger/{leadId:guid}", Trigger).RequireAuthorization(Permissions.PlaceCalls);
        calls.MapPost("/process-unmapped", ProcessUnmapped).RequireAuthorization(Permissions.Manage);
        calls.MapGet("/process-unmapped/{id:guid}", GetBatch);
        calls.MapPost("/test-mapping", TestMapping).ChangesNothing();
        calls.MapGet("/logs", ListLogs);
        calls.MapGet("/analytics", GetAnalytics);

        var messages = routes.MapGroup("/messages").WithTags("Messages").RequireAuthorization(Permissions.Read);

        messages.MapGet("/", ListMessages);
    }

    private static async Task<Results<Created<LeadTriggered>, ProblemHttpResult>> Trigger(Guid leadId, LeadCaller caller, CancellationToken ct) =>
        await caller.CallAsync(leadId, LeadTriggers.Manual, ct) switch
        {
            { Outcome: LeadCallOutcome.NotFound } => Problems.NotFound("lead"),
            { Outcome: LeadCallOutcome.Called } called =>
                TypedResults.Created($"/ai-call/logs?lead={leadId}", new LeadTriggered("initiated", leadId, called.CallId!.Value, called.LogId!.Value)),
            var skipped => Problems.Conflict(skipped.Reason!, skipped.Message!),
        };

    // 202: the batch and its job are committed, the leads' turns follow.
    private static async Task<Accepted<LeadBatchResponse>> ProcessUnmapped(
        ClaimsPrincipal caller, CallPlatformDbContext db, IEventBus bus, TimeProvider clock, CancellationToken ct)
    {
        var batch = await LeadBatches.StartAsync(db, caller.OrganizationId(), caller.UserId(), clock.GetUtcNow(), ct);
        await bus.PublishAsync([BusEvent.Wake(BusTopics.JobsDue, clock.GetUtcNow())], ct);
        return TypedResults.Accepted($"/ai-call/process-unmapped/{batch.Id}", ResponseOf(batch));
    }

    private static async Task<Results<Ok<LeadBatchResponse>, ProblemHttpResult>> GetBatch(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await LeadBatches.CloseDeadAsync(db, clock.GetUtcNow(), ct);
        return await db.LeadBatches.FirstOrDefaultAsync(b => b.Id == id, ct) is { } batch ? TypedResults.Ok(ResponseOf(batch)) : Problems.NotFound("batch");
    }

    private static async Task<Ok<TestMappingResponse>> TestMapping(TestMappingRequest request, CallPlatformDbContext db, CancellationToken ct)
    {
        var routes = await LeadRoutes.LoadAsync(db, ct);
        if (routes.Match(null, request.FormName) is not { } match)
        {
            return TypedResults.Ok(new TestMappingResponse(
                request.FormName, false, null, null, null, null, [], $"No mapping for form '{request.FormName}': map it to a project."));
        }

        var project = routes.ProjectOf(match.ProjectId)!;
        var agents = routes.AgentsOf(project.Id);
        var problem = !project.IsActive ? $"Project '{project.Name}' is switched off."
            : agents.Count == 0 ? $"Project '{project.Name}' has no active AI agent: add or activate one."
            : agents.All(a => a.FlaggedAt is not null) ? $"The provider refused agent '{agents[0].Name}': {agents[0].FlagReason}"
            : null;
        return TypedResults.Ok(new TestMappingResponse(
            request.FormName, true, match.Rule, match.Matched, project.Id, project.Name, [.. agents.Where(a => a.FlaggedAt is null).Select(a => a.Name)], problem));
    }

    private static async Task<Results<Ok<PlainList<AiCallLogResponse>>, ProblemHttpResult>> ListLogs(
        CallPlatformDbContext db, CancellationToken ct, string? status = null, string? project = null, Guid? lead = null, string? reason = null,
        [Range(1, 200)] int limit = 50, [FromQuery(Name = "date_from")] DateOnly? from = null, [FromQuery(Name = "date_to")] DateOnly? to = null, string? cursor = null)
    {
        if (status is not null && !AiCallStatuses.All.Contains(status))
        {
            return Problems.Invalid("status", $"It is one of {string.Join(", ", AiCallStatuses.All)}.");
        }

        var logs = db.AiCallLogs.AsQueryable();
        logs = status is null ? logs : logs.Where(l => l.Status == status);
        logs = reason is null ? logs : logs.Where(l => l.Reason == reason);
        logs = lead is null ? logs : logs.Where(l => l.LeadId == lead);
        logs = from is null ? logs : logs.Where(l => l.CountedOn >= from);
        logs = to is null ? logs : logs.Where(l => l.CountedOn <= to);
        if (project is { Length: > 0 })
        {
            var byId = Guid.TryParse(project, out var id);
            logs = byId
                ? logs.Where(l => l.ProjectId == id)
                : logs.Where(l => db.Projects.Any(p => p.Id == l.ProjectId && EF.Functions.ILike(p.Name, project)));
        }

        var total = await logs.LongCountAsync(ct);
        if (ReadCursor(cursor) is var (time, after))
        {
            logs = logs.Where(l => l.InitiatedAt < time || (l.InitiatedAt == time && l.Id < after));
        }

        var rows = await AiCallLogs.Rows(db, logs.OrderByDescending(l => l.InitiatedAt).ThenByDescending(l => l.Id).Take(limit + 1)).ToListAsync(ct);
        var next = rows.Count > limit ? CursorOf(rows[limit - 1].InitiatedAt, rows[limit - 1].Id) : null;
        return TypedResults.Ok(new PlainList<AiCallLogResponse>([.. rows.Take(limit)], total, next));
    }

    private static async Task<Results<Ok<AiCallAnalytics>, ProblemHttpResult>> GetAnalytics(
        LeadAnalytics analytics, CancellationToken ct, [FromQuery(Name = "date_from")] DateOnly? from = null, [FromQuery(Name = "date_to")] DateOnly? to = null) =>
        from > to
            ? Problems.Invalid("date_from", "It must not be after date_to.")
            : TypedResults.Ok(await analytics.RunAsync(from, to, ct));

    private static async Task<Ok<PlainList<MessageLogResponse>>> ListMessages(
        CallPlatformDbContext db, CancellationToken ct, Guid? lead = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        var messages = db.Messages.Where(m => lead == null || m.LeadId == lead);
        var total = await messages.LongCountAsync(ct);
        if (ReadCursor(cursor) is var (time, after))
        {
            messages = messages.Where(m => m.CreatedAt < time || (m.CreatedAt == time && m.Id < after));
        }

        var rows = await messages.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(limit + 1)
            .Select(InboundResponses.Message).ToListAsync(ct);
        var next = rows.Count > limit ? CursorOf(rows[limit - 1].CreatedAt, rows[limit - 1].Id) : null;
        return TypedResults.Ok(new PlainList<MessageLogResponse>([.. rows.Take(limit)], total, next));
    }

    private static string CursorOf(DateTimeOffset time, Guid id) => $"{time.UtcTicks.ToString(CultureInfo.InvariantCulture)}-{id:N}";

    // A cursor that is none shows the first page.
    private static (DateTimeOffset Time, Guid Id)? ReadCursor(string? cursor) =>
        cursor?.Split('-', 2) is [var ticks, var id]
        && long.TryParse(ticks, CultureInfo.InvariantCulture, out var time) && time > 0 && time < DateTime.MaxValue.Ticks && Guid.TryParseExact(id, "N", out var guid)
            ? (new DateTimeOffset(time, TimeSpan.Zero), guid)
            : null;

    private static LeadBatchResponse ResponseOf(LeadBatch batch) => new(
        batch.Id, batch.Status, batch.Total, batch.Called + batch.Skipped + batch.Failed, batch.Called, batch.Skipped, batch.Failed,
        JsonText.Element(batch.Details)!.Value, batch.CreatedAt, batch.FinishedAt);
}
