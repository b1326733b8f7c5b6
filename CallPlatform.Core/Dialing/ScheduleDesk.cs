using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>Reads and writes calling rules. What waits for the old rules is asked about again, so that a new window opens at once.</summary>
public sealed class ScheduleDesk(CallPlatformDbContext db, TimeProvider clock)
{
    /// <summary>The rules that hold: the campaign's or project's own if it has any, else the organisation's, else the defaults.</summary>
    public async Task<ScheduleConfig> GetAsync(Guid? campaignId, Guid? projectId, CancellationToken ct)
    {
        var rows = await db.Schedules.Where(s => (s.CampaignId == null || s.CampaignId == campaignId) && (s.ProjectId == null || s.ProjectId == projectId)).ToListAsync(ct);
        var organization = await db.Organizations.Select(o => new { o.Id, o.TimeZone }).FirstAsync(ct);
        var limits = await db.DialLimits.FirstAsync(ct);
        var stored = rows.FirstOrDefault(r => r.CampaignId == campaignId && r.ProjectId == projectId) ?? rows.FirstOrDefault(r => r.CampaignId == null && r.ProjectId == null);
        var config = (stored is null ? null : ScheduleReader.Parse(stored.Config)) ?? ScheduleReader.DefaultOf(organization.TimeZone);
        config.MaxConcurrentCalls = limits.MaxConcurrent;
        config.CallsPerMinute = limits.PerMinute;
        config.MonthlyBudget = limits.MonthlyBudget;
        return config;
    }

    /// <summary>Stores checked rules. Limits and budget are the organisation's: a campaign's or project's are not stored.</summary>
    public async Task PutAsync(Guid organizationId, Guid? campaignId, Guid? projectId, ScheduleConfig config, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(config);
        var now = clock.GetUtcNow();
        var json = JsonSerializer.Serialize(config, ContractsJson.Default.ScheduleConfig);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into schedule_configs (id, organization_id, campaign_id, project_id, config, updated_by, updated_at)
            values ({Guid.CreateVersion7(now)}, {organizationId}, {campaignId}, {projectId}, {json}::jsonb, {userId}, {now})
            on conflict (organization_id, (coalesce(campaign_id, project_id, organization_id)))
            do update set config = excluded.config, updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """,
            ct);
        if (campaignId is null && projectId is null)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update dial_limits set max_concurrent = {config.MaxConcurrentCalls}, per_minute = {config.CallsPerMinute},
                  monthly_budget = {config.MonthlyBudget} where organization_id = {organizationId}
                """,
                ct);
        }

        db.Jobs.Add(ReconsiderCallsJob.For(organizationId, campaignId ?? projectId, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Gives up a campaign's own rules, if it has any: the organisation's hold for it.</summary>
    public async Task RemoveAsync(Guid organizationId, Guid campaignId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Schedules.Where(s => s.CampaignId == campaignId).ExecuteDeleteAsync(ct) > 0)
        {
            db.Jobs.Add(ReconsiderCallsJob.For(organizationId, campaignId, clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
