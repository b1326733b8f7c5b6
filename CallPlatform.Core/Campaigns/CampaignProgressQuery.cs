using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>How far a campaign is, from its counters and the last hour's minutes: at most some hundred rows, however many calls.</summary>
public sealed class CampaignProgressQuery(CallPlatformDbContext db, TimeProvider clock)
{
    public async Task<CampaignProgress?> RunAsync(Guid campaignId, CancellationToken ct)
    {
        var status = await db.Campaigns.Where(c => c.Id == campaignId).Select(c => c.Status).FirstOrDefaultAsync(ct);
        if (status is null)
        {
            return null;
        }

        var counts = await db.CampaignCounts.Where(c => c.CampaignId == campaignId && c.Value != 0).ToDictionaryAsync(c => c.Key, c => c.Value, ct);
        var now = clock.GetUtcNow();
        var since = now.AddHours(-1);
        var hour = await db.CampaignMinutes.Where(m => m.CampaignId == campaignId && m.Minute > since).GroupBy(_ => 1)
            .Select(g => new { Ended = g.Sum(m => m.Ended), Answered = g.Sum(m => m.Answered), First = g.Min(m => m.Minute) }).FirstOrDefaultAsync(ct);

        var byStatus = With(counts, CampaignKeys.Status);
        long Sum(Func<CallStatus, bool> holds) => byStatus.Where(s => CallStatuses.TryParse(s.Key, out var parsed) && holds(parsed)).Sum(s => s.Value);
        var total = byStatus.Values.Sum();
        var done = Sum(s => s.IsTerminal());
        return new CampaignProgress(
            campaignId, status, total, Sum(s => s == CallStatus.Ready), Sum(s => s.IsActive()), Sum(s => s == CallStatus.Completed),
            Sum(s => s is CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail), Sum(s => s == CallStatus.Failed), Sum(s => s == CallStatus.Cancelled),
            byStatus, With(counts, CampaignKeys.Waiting), With(counts, CampaignKeys.Never),
            counts.GetValueOrDefault(CampaignKeys.Attempts), hour?.Ended ?? 0,
            hour is { Ended: > 0 } ? Math.Round((double)hour.Answered / hour.Ended, 4) : null,
            counts.GetValueOrDefault(CampaignKeys.CostMicros) / 1_000_000m,
            total == 0 ? 0 : Math.Round(100.0 * done / total, 1),
            Estimate(status, total - done, hour?.Ended ?? 0, hour?.First, now));
    }

    private static Dictionary<string, long> With(Dictionary<string, long> counts, string prefix) =>
        counts.Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(c => c.Key[prefix.Length..], c => c.Value);

    // At the pace since the first end of the last hour, a minute at least.
    private static DateTimeOffset? Estimate(string status, long left, long ended, DateTimeOffset? first, DateTimeOffset now)
    {
        if (status != CampaignStatuses.Running || left <= 0 || ended <= 0 || first is null)
        {
            return null;
        }

        var minutes = Math.Max(1, (now - first.Value).TotalMinutes);
        var needed = left / (ended / minutes);
        return needed > 525_600 ? null : now.AddMinutes(needed);
    }
}
