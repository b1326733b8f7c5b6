using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>Calls off what a cancelled campaign still had waiting. The dialer passes them by already; talks that run may end.</summary>
internal sealed class CancelCampaignCallsJob(CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller) : IJobHandler
{
    private const int Bite = 500;

    public static string Kind => "cancel_campaign_calls";

    public static Job For(Guid organizationId, Guid campaignId, Guid userId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), OrganizationId = organizationId, Kind = Kind, Key = campaignId.ToString(),
        Payload = new JsonObject { ["campaign_id"] = campaignId.ToString(), ["user_id"] = userId.ToString() }.ToJsonString(),
        DueAt = now, CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var campaign = Guid.Parse(payload["campaign_id"]!.GetValue<string>());
        var user = Guid.Parse(payload["user_id"]!.GetValue<string>());
        while (await transaction.RunAsync(
            async token =>
            {
                var calls = await db.LockAsync($"select id from calls where campaign_id = {campaign} and status = 'ready' order by id limit {Bite} for update", token);
                calls.ForEach(c => canceller.Cancel(c, user));
                return calls.Count;
            },
            ct) == Bite)
        {
            db.ChangeTracker.Clear();
        }

        return JobOutcome.Done;
    }
}
