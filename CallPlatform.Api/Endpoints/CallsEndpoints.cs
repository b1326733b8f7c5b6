using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>BoostedCalls' routes.</summary>
internal static class CallsEndpoints
{
    public static void MapCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/calls").WithTags("Calls").RequireAuthorization(Permissions.Read);

        calls.MapGet("/", List);
        calls.MapPost("/", Place).RequireAuthorization(Permissions.PlaceCalls);
        calls.MapGet("/pending-count", CountPending);
        calls.MapGet("/stats", GetStats);
        calls.MapGet("/{id:guid}", Get);
        calls.MapPost("/{id:guid}/cancel", Cancel).RequireAuthorization(Permissions.PlaceCalls);
        calls.MapPost("/{id:guid}/sync", Sync).RequireAuthorization(Permissions.PlaceCalls).ChangesNothing();
    }

    // Two round trips: without a filter the total is kept, not counted, and the page walks the index before it touches a row.
    private static async Task<Results<Ok<CallPage>, ProblemHttpResult>> List(
        [AsParameters] CallFilter filter, CallPlatformDbContext db, CancellationToken ct, [Range(1, 100_000)] int page = 1, [Range(1, 100)] int limit = 20)
    {
        if (filter.Refusal is { } refusal)
        {
            return refusal;
        }

        var matching = await filter.ApplyAsync(db, ct);
        var total = filter.IsEmpty
            ? await db.OrganizationTotals.Select(t => t.Calls).FirstOrDefaultAsync(ct)
            : await matching.Take(CallFilter.MostCounted).LongCountAsync(ct);
        var ids = matching.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Skip((page - 1) * limit).Take(limit).Select(c => c.Id);
        var rows = await db.Calls.Where(c => ids.Contains(c.Id)).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id)
            .Select(c => new
            {
                c.Id, c.ContactId, Name = c.Contact!.Name ?? c.CustomerName, Phone = c.Contact.Phone, c.ToNumber, c.State.Status, c.State.ProviderCallId, c.State.Outcome,
                c.State.Transcript, c.State.Summary, c.State.StartedAt, c.State.EndedAt, c.State.DurationSeconds, c.CreatedAt,
                c.Direction, c.NpsScore,
                About = db.Campaigns.Where(p => p.Id == c.CampaignId).Select(p => p.Name).FirstOrDefault()
                    ?? db.Leads.Where(l => l.Id == c.LeadId).SelectMany(l => db.Projects.Where(p => p.Id == l.ProjectId).Select(p => p.Name)).FirstOrDefault(),
                Agent = db.Users.Where(u => u.Id == c.HandledBy).Select(u => u.DisplayName).FirstOrDefault()
                    ?? db.AiAgents.Where(a => a.AgentId == c.AgentRef && a.Provider == c.Provider).Select(a => a.Name).FirstOrDefault(),
            })
            .ToListAsync(ct);
        return TypedResults.Ok(new CallPage(
            total, page, limit, (int)((total + limit - 1) / limit),
            [
                .. rows.Select(c => new CallListItem(
                    c.Id, c.ContactId is { } contact ? new ContactSummary(contact, c.Name!, c.Phone) : null, c.ContactId, c.Name, c.Phone ?? c.ToNumber,
                    CallResponses.StatusOf(c.Status, c.ProviderCallId), c.Outcome, c.Transcript, c.Summary,
                    c.StartedAt, c.EndedAt, c.DurationSeconds, c.CreatedAt)
                {
                    Direction = c.Direction, About = c.About, Agent = c.Agent, NpsScore = c.NpsScore,
                }),
            ]));
    }

    private static async Task<Results<Created<CallDetail>, ProblemHttpResult>> Place(
        PlaceCallRequest request, HttpContext http, ClaimsPrincipal caller, CallPlacer placer, CallPlatformDbContext db, CancellationToken ct)
    {
        var order = new CallOrder(
            request.ContactId!.Value, caller.UserId(), request.AssistantId, request.PhoneNumberId, request.ScriptId, request.CustomPrompt,
            request.FirstMessage, JsonText.Text(request.CallGoals),
            request.Metadata is { ValueKind: JsonValueKind.Object } metadata ? metadata.GetRawText() : "{}", http.Data());
        var placed = await placer.PlaceAsync(order, "vapi", ct);
        if (placed.CallId is not { } id)
        {
            return placed.Refusal switch
            {
                OrderRefusal.UnknownContact => Problems.NotFound("contact"),
                OrderRefusal.UnknownScript => Problems.NotFound("script"),
                _ => Problems.Of(429, "max_active_calls", $"You have {placed.Limit} calls under way, which is your limit. Wait until one ends, or cancel one."),
            };
        }

        var detail = placed.Call is { } stored ? CallResponses.Of(stored) : (await CallResponses.DetailAsync(db, id, ct))!;
        if (detail.Status == CallStatus.Cancelled.Name())
        {
            return Problems.Conflict("suppressed", detail.ErrorMessage ?? "This number may not be called.");
        }

        return detail.Status == CallStatus.Failed.Name()
            ? Problems.Of(502, "vapi_api_error", $"The provider refused the call: {detail.ErrorMessage}")
            : TypedResults.Created($"/api/calls/{id}", detail);
    }

    private static async Task<Ok<CountResponse>> CountPending(ClaimsPrincipal caller, CallPlatformDbContext db, CancellationToken ct)
    {
        var me = caller.UserId();
        CallStatus[] open = [CallStatus.Ready, CallStatus.Queued, CallStatus.Initiated, CallStatus.Ringing, CallStatus.InProgress];
        return TypedResults.Ok(new CountResponse(await db.Calls.LongCountAsync(
            c => c.CreatedBy == me && c.CallType == CallTypes.Direct && open.Contains(c.State.Status), ct)));
    }

    private static async Task<Ok<CallStats>> GetStats(CallStatsQuery stats, CancellationToken ct) => TypedResults.Ok(await stats.RunAsync(ct));

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> Get(
        Guid id, CallSync sync, CallPlatformDbContext db, CancellationToken ct)
    {
        if (await CallResponses.DetailAsync(db, id, ct) is not { } detail)
        {
            return Problems.NotFound("call");
        }

        // A look at a running call asks the provider first; a failure to ask is not the reader's problem.
        return detail.VapiCallId is not null && detail.EndedAt is null && await sync.IfActiveAsync(id, ct)
            ? TypedResults.Ok((await CallResponses.DetailAsync(db, id, ct))!)
            : TypedResults.Ok(detail);
    }

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> Cancel(
        Guid id, ClaimsPrincipal caller, CallCanceller canceller, CallPlatformDbContext db, CancellationToken ct) =>
        await canceller.CancelAsync(id, caller.UserId(), ct) switch
        {
            CancelOutcome.NotFound => Problems.NotFound("call"),
            CancelOutcome.AlreadyOver => Problems.Of(400, "call_not_cancellable", "This call is over already and cannot be cancelled."),
            _ => TypedResults.Ok((await CallResponses.DetailAsync(db, id, ct))!),
        };

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> Sync(
        Guid id, CallSync sync, CallPlatformDbContext db, CancellationToken ct) =>
        await sync.NowAsync(id, ct) switch
        {
            null => Problems.NotFound("call"),
            { Failure: { } failure } => Problems.Of(502, "vapi_api_error", $"The provider could not be asked: {failure.Message}"),
            _ => TypedResults.Ok((await CallResponses.DetailAsync(db, id, ct))!),
        };
}
