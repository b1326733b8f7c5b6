using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Providers;
using CallPlatform.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Who calls the leads.</summary>
internal static class AiAgentsEndpoints
{
    private const int MostRecent = 10;

    public static void MapAiAgents(this IEndpointRouteBuilder routes)
    {
        var agents = routes.MapGroup("/ai-agents").WithTags("AI agents").RequireAuthorization(Permissions.Read);

        agents.MapGet("/", Dashboard);
        agents.MapPost("/create", Create).RequireAuthorization(Permissions.Manage);
        agents.MapGet("/{id:guid}", Get);
        agents.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.Manage);
        agents.MapPost("/{id:guid}/clear-flag", ClearFlag).RequireAuthorization(Permissions.Manage);
        agents.MapPost("/{id:guid}/delete", Delete).RequireAuthorization(Permissions.Manage);
        agents.MapGet("/webhook-address", GetWebhookAddress).RequireAuthorization(Permissions.Manage);
        agents.MapPost("/webhook-address/renew", RenewWebhookAddress).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Ok<AiAgentDashboard>> Dashboard(CallPlatformDbContext db, LeadAnalytics analytics, CancellationToken ct)
    {
        var agents = await Rows(db).OrderBy(r => r.Agent.Name).ToListAsync(ct);
        var (calls, success) = await analytics.TodaysAsync(ct);
        var recent = await AiCallLogs.Rows(db, db.AiCallLogs.OrderByDescending(l => l.InitiatedAt).ThenByDescending(l => l.Id).Take(MostRecent)).ToListAsync(ct);
        return TypedResults.Ok(new AiAgentDashboard(
            agents.Count, agents.Count(a => a.Agent.IsActive && a.Agent.FlaggedAt == null), calls, success, recent, [.. agents.Select(ResponseOf)]));
    }

    private static async Task<Results<Ok<AiAgentResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await Rows(db).FirstOrDefaultAsync(r => r.Agent.Id == id, ct) is { } row ? TypedResults.Ok(ResponseOf(row)) : Problems.NotFound("AI agent");

    private static async Task<Results<Created<AiAgentResponse>, ProblemHttpResult>> Create(
        AiAgentRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, VoiceProviders providers, TimeProvider clock, CancellationToken ct)
    {
        if (await RefuseAsync(request, null, db, providers, ct) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var agent = new AiAgent
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Name = "", AgentId = "", Provider = "", CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Write(agent, request, now);
        db.AiAgents.Add(agent);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/ai-agents/{agent.Id}", ResponseOf(await Rows(db).FirstAsync(r => r.Agent.Id == agent.Id, ct)));
    }

    // Whoever corrects an agent wants it to go on: its flag goes, and the calls that waited for it are due.
    private static async Task<Results<Ok<AiAgentResponse>, ProblemHttpResult>> Replace(
        Guid id, AiAgentRequest request, CallPlatformDbContext db, VoiceProviders providers, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Find(db, id, ct) is not { } agent)
        {
            return Problems.NotFound("AI agent");
        }

        if (await RefuseAsync(request, id, db, providers, ct) is { } problem)
        {
            return problem;
        }

        var (provider, agentRef) = (agent.Provider, agent.AgentId);
        Write(agent, request, clock.GetUtcNow());
        await AgentFlags.ClearAsync(db, agent, provider, agentRef, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(ResponseOf(await Rows(db).FirstAsync(r => r.Agent.Id == id, ct)));
    }

    private static async Task<Results<Ok<AiAgentResponse>, ProblemHttpResult>> ClearFlag(
        Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Find(db, id, ct) is not { } agent)
        {
            return Problems.NotFound("AI agent");
        }

        await AgentFlags.ClearAsync(db, agent, agent.Provider, agent.AgentId, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        // Somebody may have deleted it meanwhile.
        return await Rows(db).FirstOrDefaultAsync(r => r.Agent.Id == id, ct) is { } row ? TypedResults.Ok(ResponseOf(row)) : Problems.NotFound("AI agent");
    }

    // Its logs keep pointing at it; the calls that wait for it go to another agent of the project.
    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(
        Guid id, CallPlatformDbContext db, IEventBus bus, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } agent)
        {
            return Problems.NotFound("AI agent");
        }

        agent.DeletedAt = clock.GetUtcNow();
        db.Jobs.Add(RetireAgentJob.For(agent, clock.GetUtcNow()));
        await db.SaveChangesAsync(ct);
        await bus.PublishAsync([BusEvent.Wake(BusTopics.JobsDue, clock.GetUtcNow())], CancellationToken.None);
        return TypedResults.Ok(new SuccessResponse(true));
    }

    private static Task<Ok<WebhookAddressResponse>> GetWebhookAddress(
        ClaimsPrincipal caller, WebhookTokens tokens, HttpRequest request, CancellationToken ct, string provider = "callkaro") =>
        AddressAsync(caller, tokens, request, provider, anew: false, ct);

    private static Task<Ok<WebhookAddressResponse>> RenewWebhookAddress(
        ClaimsPrincipal caller, WebhookTokens tokens, HttpRequest request, CancellationToken ct, string provider = "callkaro") =>
        AddressAsync(caller, tokens, request, provider, anew: true, ct);

    private static async Task<Ok<WebhookAddressResponse>> AddressAsync(
        ClaimsPrincipal caller, WebhookTokens tokens, HttpRequest request, string provider, bool anew, CancellationToken ct)
    {
        var path = $"/webhooks/{provider}/{await tokens.EnsureAsync(caller.OrganizationId(), provider, anew, ct)}";
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new WebhookAddressResponse(provider, path, $"{request.Scheme}://{request.Host}{path}"));
    }

    private static async Task<ProblemHttpResult?> RefuseAsync(
        AiAgentRequest request, Guid? own, CallPlatformDbContext db, VoiceProviders providers, CancellationToken ct)
    {
        if (!providers.Names.Contains(request.Provider))
        {
            return Problems.Invalid("provider", $"There is no provider '{request.Provider}'. Known: {string.Join(", ", providers.Names.Order())}.");
        }

        if (!await db.Projects.AnyAsync(p => p.Id == request.ProjectId && p.DeletedAt == null, ct))
        {
            return Problems.NotFound("project");
        }

        var agentId = request.AgentId.Trim();
        return await db.AiAgents.AnyAsync(a => a.AgentId == agentId && a.DeletedAt == null && a.Id != own, ct)
            ? Problems.Conflict("agent_id_taken", $"An AI agent has the agent_id '{agentId}' already.")
            : null;
    }

    private static void Write(AiAgent agent, AiAgentRequest request, DateTimeOffset now)
    {
        agent.Name = request.Name.Trim();
        agent.AgentId = request.AgentId.Trim();
        agent.ProjectId = request.ProjectId!.Value;
        agent.Provider = request.Provider;
        agent.FromRef = request.FromRef;
        agent.Weight = request.Weight;
        agent.IsActive = request.IsActive;
        agent.UpdatedAt = now;
    }

    private static Task<AiAgent?> Find(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        db.AiAgents.AsTracking().FirstOrDefaultAsync(a => a.Id == id && a.DeletedAt == null, ct);

    private static IQueryable<AgentRow> Rows(CallPlatformDbContext db) =>
        from agent in db.AiAgents
        where agent.DeletedAt == null
        join project in db.Projects on agent.ProjectId equals project.Id
        select new AgentRow { Agent = agent, Project = project.Name };

    private static AiAgentResponse ResponseOf(AgentRow row) => new(
        row.Agent.Id, row.Agent.Name, row.Agent.AgentId, row.Agent.ProjectId, row.Project, row.Agent.Provider, row.Agent.FromRef, row.Agent.Weight,
        row.Agent.IsActive, row.Agent.FlaggedAt, row.Agent.FlagReason, row.Agent.CreatedAt);

    private sealed class AgentRow
    {
        public required AiAgent Agent { get; init; }
        public required string Project { get; init; }
    }
}
