using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Calls those of a campaign once more who were missed in a certain way. In bites, so that no lock is held for long. Left out are people
/// who asked not to be called, and dials whose outcome nobody knows: those a person looks at one by one.
/// </summary>
public sealed class CampaignRedial(CallPlatformDbContext db, CallTransaction transaction, IEventBus bus, TimeProvider clock)
{
    private const int Bite = 500;

    /// <summary>How many calls are ready again. A campaign that had ended runs again with the first of them.</summary>
    public async Task<int> RunAsync(Campaign campaign, IReadOnlyCollection<CallStatus> outcomes, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var names = outcomes.Select(o => o.Name()).ToArray();
        int total = 0, taken;
        do
        {
            taken = await transaction.RunAsync(token => TakeAsync(campaign.Id, names, token), ct);
            total += taken;
            db.ChangeTracker.Clear();
        }
        while (taken == Bite);

        if (total > 0)
        {
            await NoteAsync(campaign, names, total, userId, ct);
        }

        return total;
    }

    private async Task<int> TakeAsync(Guid campaignId, string[] outcomes, CancellationToken ct)
    {
        var calls = await db.LockAsync(
            $"""
            select id from calls where campaign_id = {campaignId} and status = any({outcomes}) and deleted_at is null and cancel_requested_at is null
              and outcome is distinct from {CallOutcomes.DoNotCall} and error_code is distinct from 'dial_outcome_unknown'
            order by id limit {Bite} for update
            """,
            ct);
        var now = clock.GetUtcNow();
        foreach (var call in calls)
        {
            call.MaxAttempts = Math.Max(call.MaxAttempts, call.Attempts + 1);
            transaction.MakeDue(call, null, now, now);
        }

        if (calls.Count > 0)
        {
            // In the same commit: a campaign that runs with nothing open would be ended again at once.
            await db.Database.ExecuteSqlAsync(
                $"""
                update campaigns set status = {CampaignStatuses.Running}, ended_at = null, watched_from = date_trunc('minute', {now}), updated_at = {now}
                where id = {campaignId} and status = {CampaignStatuses.Completed}
                """,
                ct);
        }

        return calls.Count;
    }

    private async Task NoteAsync(Campaign campaign, string[] outcomes, int count, Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        db.AuditLog.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), OrganizationId = campaign.OrganizationId, UserId = userId, Action = "campaign.redialled", SubjectType = "campaign",
            SubjectId = campaign.Id, Data = new JsonObject { ["reason"] = $"{string.Join(", ", outcomes)}: {count}" }.ToJsonString(), At = now,
        });
        await db.SaveChangesAsync(ct);
        await bus.PublishAsync([new BusEvent(CampaignTopics.Changed, campaign.OrganizationId, null, CampaignStatuses.Running, campaign.Id, now)], CancellationToken.None);
    }
}
