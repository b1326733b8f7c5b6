using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Metrics;

/// <summary>BoostedCalls' dashboard: four cards and fourteen days. Reads roll-ups only, so its cost does not grow with the calls.</summary>
public sealed class CallStatsQuery(CallPlatformDbContext db, OrganizationSettingsReader settings, TimeProvider clock)
{
    private const int Days = 14;

    public async Task<CallStats> RunAsync(CancellationToken ct)
    {
        var zone = (await settings.ReadAsync(ct)).TimeZone;
        var totals = await db.OrganizationTotals.FirstOrDefaultAsync(ct);
        var sums = await db.CallStatsDaily.GroupBy(_ => 1)
            .Select(g => new { Cost = g.Sum(d => d.Cost), Failed = g.Sum(d => d.Failed), Placed = g.Sum(d => d.Placed) }).FirstOrDefaultAsync(ct);
        var today = OrganizationClock.DayOf(clock.GetUtcNow(), zone);
        var first = today.AddDays(1 - (2 * Days));
        var days = await db.CallStatsDaily.Where(d => d.Day >= first).ToDictionaryAsync(d => d.Day, d => d.Completed, ct);

        long On(int back) => days.GetValueOrDefault(today.AddDays(-back));
        var current = Enumerable.Range(0, Days).Sum(On);
        var previous = Enumerable.Range(Days, Days).Sum(On);
        return new CallStats(
            [
                new StatsCard("Total Spent on Calls", (sums?.Cost ?? 0).ToString("$#,##0.00", CultureInfo.InvariantCulture)),
                new StatsCard("Calls made", Text(sums?.Placed)),
                new StatsCard("Failed calls", Text(sums?.Failed)),
                new StatsCard("Contacts", Text(totals?.Contacts)),
            ],
            new LineChart(
                "Successful calls",
                $"{Change(current, previous)} vs previous {Days} days",
                $"Last {Days} days",
                [.. Enumerable.Range(0, Days).Select(x => new LineChartPoint(
                    x, On(Days - 1 - x), today.AddDays(x + 1 - Days).ToString("ddd", CultureInfo.InvariantCulture)))]));
    }

    private static string Text(long? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);

    // Nothing to compare with: growth from zero has no percentage.
    private static string Change(long current, long previous) => previous == 0
        ? current == 0 ? "0%" : "new"
        : ((current - previous) * 100m / previous).ToString("+0;-0;0", CultureInfo.InvariantCulture) + "%";
}
