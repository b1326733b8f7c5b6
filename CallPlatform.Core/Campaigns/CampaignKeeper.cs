using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Looks after running campaigns and budgets: ends campaigns that have nothing left, pauses those whose breaker trips, tells owners
/// of spent budgets. Any number of Workers may do it at once: each move is guarded, each notice is unique.
/// </summary>
public sealed partial class CampaignKeeper(IServiceScopeFactory scopes, IEventBus bus, TimeProvider clock, ILogger<CampaignKeeper> log)
{
    private const int MostNamed = 50;
    private static readonly int[] BudgetShares = [100, 80];

    public async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
        await EndAsync(db, ct);
        foreach (var campaign in await db.Campaigns.Where(c => c.Status == CampaignStatuses.Running && !c.IsDemo).ToListAsync(ct))
        {
            await WatchAsync(db, campaign, ct);
        }

        await TellBudgetsAsync(db, ct);
    }

    private async Task EndAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await db.Database.SqlQuery<Moved>($"""
            update campaigns p set status = 'completed', ended_at = {now}, updated_at = {now}
            where status = 'running' and not is_demo
              and not exists (select from calls c where c.campaign_id = p.id and c.status in ('ready', 'queued', 'initiated', 'ringing', 'in-progress'))
              and not exists (select from service_records r where r.campaign_id = p.id and r.status = 'Pending' and r.deleted_at is null)
            returning p.id as "Id", p.organization_id as "OrganizationId"
            """).ToListAsync(ct);
        await bus.PublishAsync(
            [.. ended.Select(c => new BusEvent(CampaignTopics.Changed, c.OrganizationId, null, CampaignStatuses.Completed, c.Id, now))], CancellationToken.None);
    }

    private async Task WatchAsync(CallPlatformDbContext db, Campaign campaign, CancellationToken ct)
    {
        var limits = CampaignDesk.LimitsOf(campaign);
        var now = clock.GetUtcNow();
        var since = now.AddMinutes(-limits.WindowMinutes);
        since = campaign.WatchedFrom is { } from && from > since ? from : since;
        var window = await db.CampaignMinutes.Where(m => m.CampaignId == campaign.Id && m.Minute >= since).GroupBy(_ => 1).Select(g => new
        {
            Ended = g.Sum(m => m.Ended), Failed = g.Sum(m => m.Failed), Answered = g.Sum(m => m.Answered),
            OptedOut = g.Sum(m => m.OptedOut), Silent = g.Sum(m => m.Silent), Cost = g.Sum(m => m.Cost),
        }).FirstOrDefaultAsync(ct);
        if (window is null
            || Breakers.Check(new MinuteTally(window.Ended, window.Failed, window.Answered, window.OptedOut, window.Silent, window.Cost), limits) is not { } trip)
        {
            return;
        }

        var calls = await NamedAsync(db, campaign.Id, trip.Name, since.AddMinutes(-1), ct);
        var detail = new JsonObject
        {
            ["breaker"] = trip.Name,
            ["text"] = trip.Text,
            ["at"] = now,
            ["call_ids"] = new JsonArray([.. calls.Select(id => JsonValue.Create(id.ToString()))]),
        }.ToJsonString();
        var reason = "breaker:" + trip.Name;
        var paused = await db.Database.ExecuteSqlAsync(
            $"""
            update campaigns set status = 'paused', paused_reason = {reason}, paused_detail = {detail}::jsonb, updated_at = {now}
            where id = {campaign.Id} and status = 'running'
            """,
            ct);
        if (paused > 0)
        {
            LogPaused(campaign.Id, trip.Name);
            await TellAsync(
                db, campaign.OrganizationId, "campaign_paused", $"{campaign.Id}:{now.ToUnixTimeSeconds()}", $"Campaign \"{campaign.Name}\" paused itself. {trip.Text}",
                detail, ct);
            await bus.PublishAsync([new BusEvent(CampaignTopics.Changed, campaign.OrganizationId, null, CampaignStatuses.Paused, campaign.Id, now)], CancellationToken.None);
        }
    }

    // Only when a breaker has tripped: the campaign's own calls, once.
    private static Task<List<Guid>> NamedAsync(CallPlatformDbContext db, Guid campaignId, string breaker, DateTimeOffset since, CancellationToken ct)
    {
        var calls = db.Calls.Where(c => c.CampaignId == campaignId && c.UpdatedAt >= since);
        calls = breaker switch
        {
            "failures" => calls.Where(c => c.MissedReason == "failed" || c.State.Status == Calls.CallStatus.Failed).OrderByDescending(c => c.UpdatedAt),
            "opt_outs" => calls.Where(c => c.State.Outcome == CallOutcomes.DoNotCall).OrderByDescending(c => c.UpdatedAt),
            "silent_calls" => calls.Where(c => c.State.ReportReceived
                && (c.State.Transcript == null || c.State.Transcript == "" || c.State.EndedReason!.Contains("silence") || c.State.EndedReason.Contains("assistant-did-not")))
                .OrderByDescending(c => c.UpdatedAt),
            _ => calls.Where(c => c.State.Cost != null).OrderByDescending(c => c.State.Cost),
        };
        return calls.Take(MostNamed).Select(c => c.Id).ToListAsync(ct);
    }

    private async Task TellBudgetsAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        var limited = await (
            from l in db.DialLimits where l.MonthlyBudget > 0
            join o in db.Organizations on l.OrganizationId equals o.Id
            select new { o.Id, o.TimeZone, Budget = l.MonthlyBudget!.Value }).ToListAsync(ct);
        foreach (var organization in limited)
        {
            var (first, _) = BudgetMonth.Of(clock.GetUtcNow(), organization.TimeZone);
            var spent = await db.CallStatsDaily.Where(d => d.OrganizationId == organization.Id && d.Day >= first).SumAsync(d => d.Cost, ct);
            foreach (var share in BudgetShares.Where(s => spent * 100 >= organization.Budget * s).Take(1))
            {
                var text = share == 100
                    ? FormattableString.Invariant($"The month's calling budget of {organization.Budget:0.00} dollars is used up. Calls wait until next month, or until the budget is raised.")
                    : FormattableString.Invariant($"{spent:0.00} of the month's {organization.Budget:0.00} dollars for calls are spent.");
                await TellAsync(
                    db, organization.Id, "budget", FormattableString.Invariant($"{first:yyyy-MM}:{share}:{organization.Budget:0.00}"), text,
                    new JsonObject { ["share"] = share, ["spent"] = spent, ["budget"] = organization.Budget }.ToJsonString(), ct);
            }
        }
    }

    private async Task TellAsync(CallPlatformDbContext db, Guid organizationId, string kind, string key, string message, string data, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var told = await db.Database.ExecuteSqlAsync(
            $"""
            insert into notices (id, organization_id, kind, key, message, data, created_at)
            values ({Guid.CreateVersion7(now)}, {organizationId}, {kind}, {key}, {message}, {data}::jsonb, {now}) on conflict do nothing
            """,
            ct);
        if (told > 0)
        {
            await bus.PublishAsync([new BusEvent(CampaignTopics.Notice, organizationId, null, kind, null, now)], CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Campaign {CampaignId} paused itself: {Breaker}.")]
    private partial void LogPaused(Guid campaignId, string breaker);

    private sealed record Moved(Guid Id, Guid OrganizationId);
}
