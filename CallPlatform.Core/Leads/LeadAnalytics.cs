using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>The Auto AI Calling dashboard: days, projects, agents side by side. Reads roll-ups only, so its cost does not grow with the calls.</summary>
public sealed class LeadAnalytics(CallPlatformDbContext db, TimeProvider clock)
{
    private const int Days = 7;

    /// <summary>Below so many finished calls an agent's figures say nothing.</summary>
    private const int EnoughCalls = 30;

    /// <summary>Days as the organisation counts them; the last seven when none are given.</summary>
    public async Task<AiCallAnalytics> RunAsync(DateOnly? from, DateOnly? to, CancellationToken ct)
    {
        var today = await TodayAsync(ct);
        var last = to ?? today;
        var first = from ?? last.AddDays(1 - Days);
        var rows = await db.AiCallStatsDaily.Where(d => d.Day >= first && d.Day <= last).ToListAsync(ct);
        var todays = last == today ? rows.Where(r => r.Day == today) : await db.AiCallStatsDaily.Where(d => d.Day == today).ToListAsync(ct);
        var projects = await db.Projects.ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        var agents = await db.AiAgents.ToDictionaryAsync(a => a.Id, ct);
        var performance = rows.GroupBy(r => r.AgentId).Where(g => agents.ContainsKey(g.Key))
            .Select(g => Performance(agents[g.Key], g)).OrderByDescending(a => a.Calls).ToList();
        var days = Enumerable.Range(0, Math.Clamp(last.DayNumber - first.DayNumber + 1, 1, 366)).Select(i => first.AddDays(i));
        return new AiCallAnalytics(
            Day(today, todays),
            [.. days.Select(day => Day(day, rows.Where(r => r.Day == day)))],
            Success(rows),
            [.. rows.GroupBy(r => r.ProjectId).Select(g => Performance(g.Key, projects.GetValueOrDefault(g.Key, ""), g, performance)).OrderByDescending(p => p.Calls)],
            performance);
    }

    /// <summary>Calls of today and their success rate, for the agents' dashboard.</summary>
    public async Task<(long Calls, double? SuccessRate)> TodaysAsync(CancellationToken ct)
    {
        var today = await TodayAsync(ct);
        var rows = await db.AiCallStatsDaily.Where(d => d.Day == today).ToListAsync(ct);
        return (rows.Sum(r => r.Calls), Success(rows));
    }

    /// <summary>What two or more agents' figures allow to say, in plain words.</summary>
    public static string Compare(IReadOnlyList<AgentPerformance> agents)
    {
        ArgumentNullException.ThrowIfNull(agents);
        if (agents.Count < 2)
        {
            return "One agent called: there is nothing to compare.";
        }

        if (agents.FirstOrDefault(a => !a.EnoughData) is { } few)
        {
            return $"Not enough data: {few.Agent} has {few.Connection.Of} finished calls, {EnoughCalls} are needed.";
        }

        foreach (var (name, share) in new (string, Func<AgentPerformance, ShareResponse>)[]
            { ("books more", a => a.Booking), ("converts more", a => a.Conversion), ("reaches more people", a => a.Connection) })
        {
            var best = agents.MaxBy(a => share(a).Rate ?? -1)!;
            if (agents.Where(a => a != best).All(other => share(other).High < share(best).Low))
            {
                return $"{best.Agent} {name} than the others; the 95 % intervals do not overlap.";
            }
        }

        return "Not enough data to tell them apart: the 95 % intervals overlap.";
    }

    private async Task<DateOnly> TodayAsync(CancellationToken ct) =>
        OrganizationClock.DayOf(clock.GetUtcNow(), await db.Organizations.Select(o => o.TimeZone).FirstOrDefaultAsync(ct) ?? "UTC");

    private static AiCallDay Day(DateOnly day, IEnumerable<AiCallStatsDay> rows)
    {
        var all = rows.ToList();
        return new AiCallDay(day, all.Sum(r => r.Calls), all.Sum(r => r.Connected), all.Sum(r => r.NoAnswer), all.Sum(r => r.Failed), Success(all));
    }

    private static ProjectPerformance Performance(Guid id, string name, IEnumerable<AiCallStatsDay> rows, List<AgentPerformance> agents)
    {
        var all = rows.ToList();
        return new ProjectPerformance(
            id, name, all.Sum(r => r.Calls), all.Sum(r => r.Connected), all.Sum(r => r.NoAnswer), all.Sum(r => r.Failed), all.Sum(r => r.Booked),
            Success(all), Compare([.. agents.Where(a => a.ProjectId == id)]));
    }

    private static AgentPerformance Performance(AiAgent agent, IEnumerable<AiCallStatsDay> rows)
    {
        var all = rows.ToList();
        var connected = all.Sum(r => r.Connected);
        var finished = Finished(all);
        return new AgentPerformance(
            agent.Id, agent.Name, agent.ProjectId, agent.Weight, all.Sum(r => r.Calls), Of(connected, finished),
            Of(all.Sum(r => r.Converted), connected), Of(all.Sum(r => r.Booked), connected), finished >= EnoughCalls);
    }

    private static ShareResponse Of(long count, long of)
    {
        var share = Wilson.Of(count, of);
        return new ShareResponse(share.Count, share.Of, share.Rate, share.Low, share.High);
    }

    private static long Finished(List<AiCallStatsDay> rows) => rows.Sum(r => r.Connected + r.NoAnswer + r.Failed);

    private static double? Success(IEnumerable<AiCallStatsDay> rows)
    {
        var all = rows.ToList();
        return Wilson.Of(all.Sum(r => r.Connected), Finished(all)).Rate;
    }
}
