using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Metrics;

/// <summary>The days that figures are of, both included.</summary>
public readonly record struct Days(DateOnly First, DateOnly Last)
{
    /// <summary>The last <paramref name="count"/> days, today being the last.</summary>
    public static Days Until(DateOnly today, int count = 30) => new(today.AddDays(1 - count), today);
}

/// <summary>The CSRs' figures, from roll-ups: their cost does not grow with the calls.</summary>
public sealed class CsrFigures(CallPlatformDbContext db, TimeProvider clock)
{
    private static readonly string[] PendingStatuses = ["new", "warm", "hot"];

    /// <summary>One CSR's figures.</summary>
    public async Task<CsrOverview> OfAsync(Guid userId, Days days, CancellationToken ct) =>
        Fill(new CsrOverview(), Sum(await RowsAsync(days, userId, ct)), (await ReasonsAsync(days, userId, ct)).GetValueOrDefault(userId), await OpenAsync(userId, ct));

    /// <summary>The company's figures and a row for each CSR.</summary>
    public async Task<ExecCsrOverview> OfAllAsync(Days days, CancellationToken ct)
    {
        var rows = await RowsAsync(days, null, ct);
        var reasons = await ReasonsAsync(days, null, ct);
        var users = await db.Users.Where(u => u.Role == Roles.Csr || rows.Select(r => r.UserId).Contains(u.Id))
            .Select(u => new { u.Id, u.DisplayName, u.IsActive }).ToListAsync(ct);
        var open = await OpenAsync(null, ct);
        var list = new List<CsrRow>();
        foreach (var user in users.Where(u => u.IsActive || rows.Any(r => r.UserId == u.Id)).OrderBy(u => u.DisplayName, StringComparer.Ordinal).ThenBy(u => u.Id))
        {
            list.Add((CsrRow)Fill(
                new CsrRow { UserId = user.Id, Name = user.DisplayName }, Sum(rows.Where(r => r.UserId == user.Id)), reasons.GetValueOrDefault(user.Id),
                open.Where(o => o.User == user.Id)));
        }

        if (rows.Any(r => r.UserId == Guid.Empty))
        {
            list.Add((CsrRow)Fill(
                new CsrRow(), Sum(rows.Where(r => r.UserId == Guid.Empty)), reasons.GetValueOrDefault(Guid.Empty), open.Where(o => o.User is null)));
        }

        var top = await TopReasonAsync(days, ct);
        return new ExecCsrOverview(Fill(new CsrOverview(), Sum(rows), top, open), list);
    }

    /// <summary>One CSR's bookings by day, week (from Monday) or month. Periods without calls are there too.</summary>
    public async Task<BookingTrend> TrendAsync(Guid userId, Days days, string granularity, CancellationToken ct)
    {
        var rows = await RowsAsync(days, userId, ct);
        var points = new List<BookingTrendPoint>();
        for (var start = PeriodOf(days.First, granularity); start <= days.Last; start = Next(start, granularity))
        {
            var sum = Sum(rows.Where(r => PeriodOf(r.Day, granularity) == start));
            points.Add(new BookingTrendPoint(start, sum.Calls, sum.Qualified, sum.Booked, Rate(sum.Booked, sum.Qualified)));
        }

        return new BookingTrend(granularity, points);
    }

    internal static decimal? Rate(decimal part, decimal whole, int decimals = 4) => whole == 0 ? null : decimal.Round(part / whole, decimals);

    private static DateOnly PeriodOf(DateOnly day, string granularity) => granularity switch
    {
        "week" => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };

    private static DateOnly Next(DateOnly start, string granularity) => granularity switch
    {
        "week" => start.AddDays(7),
        "month" => start.AddMonths(1),
        _ => start.AddDays(1),
    };

    private Task<List<CsrStatsDay>> RowsAsync(Days days, Guid? userId, CancellationToken ct) =>
        db.CsrStatsDaily.Where(s => s.Day >= days.First && s.Day <= days.Last && (userId == null || s.UserId == userId)).ToListAsync(ct);

    private async Task<Dictionary<Guid, string>> ReasonsAsync(Days days, Guid? userId, CancellationToken ct)
    {
        var sums = await db.ObjectionStatsDaily
            .Where(s => s.Day >= days.First && s.Day <= days.Last && (userId == null || s.UserId == userId))
            .GroupBy(s => new { s.UserId, s.Category }).Select(g => new { g.Key.UserId, g.Key.Category, Count = g.Sum(s => s.Unbooked) })
            .Where(g => g.Count > 0).ToListAsync(ct);
        return sums.GroupBy(s => s.UserId).ToDictionary(
            g => g.Key, g => g.OrderByDescending(s => s.Count).ThenBy(s => s.Category, StringComparer.Ordinal).First().Category);
    }

    private async Task<string?> TopReasonAsync(Days days, CancellationToken ct) =>
        (await db.ObjectionStatsDaily.Where(s => s.Day >= days.First && s.Day <= days.Last)
            .GroupBy(s => s.Category).Select(g => new { Category = g.Key, Count = g.Sum(s => s.Unbooked) }).Where(g => g.Count > 0).ToListAsync(ct))
        .OrderByDescending(s => s.Count).ThenBy(s => s.Category, StringComparer.Ordinal).FirstOrDefault()?.Category;

    // Open work is little, however long the history: partial indexes hold just that.
    private async Task<List<OpenWork>> OpenAsync(Guid? userId, CancellationToken ct)
    {
        var tasks = await FollowUpCounts.OfAsync(db, userId, clock.GetUtcNow(), ct);
        var leads = await db.Leads.Where(l => PendingStatuses.Contains(l.Status) && (userId == null || l.AssignedUserId == userId))
            .GroupBy(l => l.AssignedUserId).Select(g => new { User = g.Key, Count = g.LongCount() }).ToListAsync(ct);
        return [.. tasks.Select(t => new OpenWork(t.User, t.Open, t.Overdue, 0)), .. leads.Select(l => new OpenWork(l.User, 0, 0, l.Count))];
    }

    private static CsrTally Sum(IEnumerable<CsrStatsDay> rows) => rows.Aggregate(default(CsrTally), (sum, r) => sum + new CsrTally
    {
        Calls = r.Calls,
        Analysed = r.Analysed,
        Qualified = r.Qualified,
        Booked = r.Booked,
        ServiceNotOffered = r.ServiceNotOffered,
        QualifiedUnbooked = r.QualifiedUnbooked,
        QualifiedObjections = r.QualifiedObjections,
        ComplianceSum = r.ComplianceSum,
        ComplianceCount = r.ComplianceCount,
        UnknownValues = r.UnknownValues,
    });

    private static CsrOverview Fill(CsrOverview empty, CsrTally sum, string? reason, IEnumerable<OpenWork> open)
    {
        var work = open.ToList();
        return empty with
        {
            TotalCalls = sum.Calls,
            QualifiedCalls = sum.Qualified,
            QualifiedRate = Rate(sum.Qualified, sum.Calls),
            BookedCalls = sum.Booked,
            BookingRate = Rate(sum.Booked, sum.Qualified),
            ServiceNotOfferedCalls = sum.ServiceNotOffered,
            ServiceNotOfferedRate = Rate(sum.ServiceNotOffered, sum.Qualified),
            AvgObjectionsPerQualifiedCall = Rate(sum.QualifiedObjections, sum.Qualified),
            QualifiedButUnbookedCalls = sum.QualifiedUnbooked,
            AvgComplianceScore = Rate(sum.ComplianceSum * 10, sum.ComplianceCount, 2),
            OpenFollowups = work.Sum(w => w.Open),
            OverdueFollowups = work.Sum(w => w.Overdue),
            TopReasonForMissedBookings = reason,
            PendingLeadsCount = work.Sum(w => w.PendingLeads),
        };
    }

    private sealed record OpenWork(Guid? User, long Open, long Overdue, long PendingLeads);
}

/// <summary>Open follow-ups by the person who is to do them.</summary>
internal static class FollowUpCounts
{
    public static async Task<List<(Guid? User, long Open, long Overdue)>> OfAsync(CallPlatformDbContext db, Guid? userId, DateTimeOffset now, CancellationToken ct) =>
        (await db.FollowUps.Where(t => t.Status == "open" && (userId == null || t.AssignedUserId == userId))
            .GroupBy(t => t.AssignedUserId).Select(g => new { User = g.Key, Open = g.LongCount(), Overdue = g.LongCount(t => t.DueAt < now) }).ToListAsync(ct))
        .ConvertAll(g => (g.User, g.Open, g.Overdue));
}
