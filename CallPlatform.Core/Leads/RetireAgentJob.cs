using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>
/// An agent was deleted: the calls that waited for it go to another of its project. Where there is none they are called off, and their
/// leads may be called anew once there is one.
/// </summary>
public sealed class RetireAgentJob(
    CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, TallyBook tallies, TimeProvider clock) : IJobHandler
{
    private const int Bite = 200;

    public static string Kind => "retire_agent";

    public static Job For(AiAgent agent, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = agent.OrganizationId,
        Kind = Kind,
        Key = agent.Id.ToString(),
        Payload = new JsonObject { ["agent_id"] = agent.Id.ToString() }.ToJsonString(),
        DueAt = now,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var id = Guid.Parse(JsonNode.Parse(job.Payload)!["agent_id"]!.GetValue<string>());
        var moved = await transaction.RunAsync(token => MoveAsync(id, token), ct);
        return moved < Bite ? JobOutcome.Done : JobOutcome.Again(clock.GetUtcNow());
    }

    private async Task<int> MoveAsync(Guid agentId, CancellationToken ct)
    {
        var calls = await db.LockAsync(
            $"""
            select c.id from calls c join ai_call_logs l on l.call_id = c.id
            where l.agent_id = {agentId} and l.claims and c.status = 'ready' limit {Bite} for update of c
            """,
            ct);
        var ids = calls.ConvertAll(c => (Guid?)c.Id);
        var logs = await db.AiCallLogs.AsTracking().Where(l => ids.Contains(l.CallId)).ToDictionaryAsync(l => l.CallId!.Value, ct);
        var retired = await db.AiAgents.FirstAsync(a => a.Id == agentId, ct);
        var others = await db.AiAgents.Where(a => a.ProjectId == retired.ProjectId && a.IsActive && a.DeletedAt == null && a.FlaggedAt == null).ToListAsync(ct);
        foreach (var call in calls)
        {
            HandOver(call, logs[call.Id], others);
        }

        return calls.Count;
    }

    private void HandOver(Call call, AiCallLog log, List<AiAgent> others)
    {
        var now = clock.GetUtcNow();
        log.UpdatedAt = now;
        if ((AgentChoice.Of(log.LeadId, others) ?? others.FirstOrDefault()) is not { } next)
        {
            log.Claims = false;
            canceller.Cancel(call, byUser: null);
            return;
        }

        if (call.WaitReason == AgentFlags.WaitReason)
        {
            (call.DueAt, call.WaitReason, call.WaitUntil) = (now, null, null);
        }

        (call.Provider, call.AgentRef, call.FromRef, call.UpdatedAt) = (next.Provider, next.AgentId, next.FromRef, now);
        var tally = tallies.Of<LeadTally>();
        tally.Add(log, log.ProjectId, log.AgentId, default(AgentTally) - AgentTally.Of(log));
        (log.AgentId, log.Provider) = (next.Id, next.Provider);
        tally.Add(log, log.ProjectId, log.AgentId, AgentTally.Of(log));
        transaction.Append(call, CallEventKinds.Waiting, "platform", now, CallEventData.OfReason("agent_deleted", now, next.Name));
        transaction.Wake(Events.BusTopics.CallsDue);
    }
}
