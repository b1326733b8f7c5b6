using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

public enum CampaignMove
{
    Done, NotFound, WrongStatus, Empty, NeedsReason,
}

/// <summary>Moves campaigns: draft → running → paused → running … → completed or cancelled. Each move is one guarded update, so two people cannot both make it.</summary>
public sealed class CampaignDesk(CallPlatformDbContext db, IEventBus bus, TimeProvider clock)
{
    public async Task<CampaignMove> StartAsync(Guid id, Guid userId, CancellationToken ct)
    {
        if (!await db.Calls.AnyAsync(c => c.CampaignId == id, ct) && await db.Campaigns.AnyAsync(c => c.Id == id && c.Status == CampaignStatuses.Draft, ct))
        {
            return CampaignMove.Empty;
        }

        return await MoveAsync(id, [CampaignStatuses.Draft], CampaignStatuses.Running, userId, null, ct);
    }

    public Task<CampaignMove> PauseAsync(Guid id, Guid userId, CancellationToken ct) =>
        MoveAsync(id, [CampaignStatuses.Running], CampaignStatuses.Paused, userId, "person", ct);

    /// <summary>Lets it go on. A campaign that paused itself needs a reason, which the audit log keeps.</summary>
    public async Task<CampaignMove> ResumeAsync(Guid id, Guid userId, string? reason, CancellationToken ct)
    {
        var paused = await db.Campaigns.Where(c => c.Id == id).Select(c => c.PausedReason).FirstOrDefaultAsync(ct);
        return paused is not (null or "person") && string.IsNullOrWhiteSpace(reason)
            ? CampaignMove.NeedsReason
            : await MoveAsync(id, [CampaignStatuses.Paused], CampaignStatuses.Running, userId, reason, ct);
    }

    /// <summary>Ends it. Nothing of it is dialled from now on; its waiting calls are called off in bites by a job.</summary>
    public Task<CampaignMove> CancelAsync(Guid id, Guid userId, CancellationToken ct) =>
        MoveAsync(id, [CampaignStatuses.Draft, CampaignStatuses.Running, CampaignStatuses.Paused], CampaignStatuses.Cancelled, userId, null, ct);

    /// <summary>Reads stored limits; null where they cannot be read.</summary>
    public static BreakerLimits LimitsOf(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        return JsonSerializer.Deserialize(campaign.Breakers, ContractsJson.Default.BreakerLimits) ?? new BreakerLimits();
    }

    private async Task<CampaignMove> MoveAsync(Guid id, string[] from, string to, Guid userId, string? reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var pausedReason = to == CampaignStatuses.Paused ? reason : null;
        var moved = await db.Database.ExecuteSqlAsync(
            $"""
            update campaigns set status = {to}, paused_reason = {pausedReason}, paused_detail = null, updated_at = {now},
              started_at = case when {to} = 'running' then coalesce(started_at, {now}) else started_at end,
              watched_from = case when {to} <> 'running' then watched_from
                when status = 'draft' then date_trunc('minute', {now}) else date_trunc('minute', {now}) + interval '1 minute' end,
              ended_at = case when {to} = 'cancelled' then {now} else ended_at end
            where id = {id} and status = any({from}) and not is_demo
            """,
            ct);
        if (moved == 0)
        {
            return await db.Campaigns.AnyAsync(c => c.Id == id, ct) ? CampaignMove.WrongStatus : CampaignMove.NotFound;
        }

        var organization = await db.Campaigns.Where(c => c.Id == id).Select(c => c.OrganizationId).FirstAsync(ct);
        db.AuditLog.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organization, UserId = userId, Action = "campaign." + to, SubjectType = "campaign",
            SubjectId = id, Data = new JsonObject { ["reason"] = reason }.ToJsonString(), At = now,
        });
        if (to == CampaignStatuses.Cancelled)
        {
            db.Jobs.Add(CancelCampaignCallsJob.For(organization, id, userId, now));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        await bus.PublishAsync([new BusEvent(CampaignTopics.Changed, organization, null, to, id, now), BusEvent.Wake(BusTopics.CallsDue, now)], CancellationToken.None);
        return CampaignMove.Done;
    }
}

public static class CampaignTopics
{
    /// <summary>A campaign moved; the event's status says to what.</summary>
    public const string Changed = "campaign.changed";

    /// <summary>The owner must hear something; the event's status is the notice's kind.</summary>
    public const string Notice = "notice";
}
