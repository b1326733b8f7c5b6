using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>Stops an agent that its provider refuses, and lets it go on once somebody corrected the setting.</summary>
public static class AgentFlags
{
    /// <summary>What a flagged agent's calls wait for.</summary>
    public const string WaitReason = "agent_flagged";

    /// <summary>Flags the agent of a refused call; its other calls wait without a time, so the provider is not asked in vain.</summary>
    public static async Task SetAsync(CallPlatformDbContext db, Guid agentId, Call refused, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(refused);
        await db.Database.ExecuteSqlAsync(
            $"update ai_agents set flagged_at = coalesce(flagged_at, {now}), flag_reason = {refused.State.ErrorMessage}, updated_at = {now} where id = {agentId}", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update calls set due_at = null, wait_reason = {WaitReason}, wait_until = null, updated_at = {now} where id in (
              select id from calls where organization_id = {refused.OrganizationId} and status = 'ready' and due_at is not null and call_type = 'lead'
                and provider = {refused.Provider} and agent_ref = {refused.AgentRef} and id <> {refused.Id} for update skip locked)
            """,
            ct);
    }

    /// <summary>Somebody corrected the agent: its waiting calls are due. Returns how many.</summary>
    public static async Task<int> ClearAsync(CallPlatformDbContext db, AiAgent agent, string provider, string agentRef, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(agent);
        agent.FlaggedAt = null;
        agent.FlagReason = null;
        agent.UpdatedAt = now;
        return await db.Database.ExecuteSqlAsync(
            $"""
            update calls set due_at = {now}, wait_reason = null, provider = {agent.Provider}, agent_ref = {agent.AgentId}, from_ref = {agent.FromRef},
              updated_at = {now}
            where organization_id = {agent.OrganizationId} and status = 'ready' and wait_reason = {WaitReason} and provider = {provider} and agent_ref = {agentRef}
            """,
            ct);
    }
}
