using System.Linq.Expressions;
using CallPlatform.Contracts;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Metrics;

/// <summary>The sales reps' figures, from roll-ups: appointments count on the day for which they are scheduled.</summary>
public sealed class SalesFigures(CallPlatformDbContext db, TimeProvider clock)
{
    /// <summary>One rep's figures; the next appointment as <paramref name="shown"/> shows it.</summary>
    public async Task<SalesOverview> OfAsync(
        Guid userId, Days days, Expression<Func<Appointment, AppointmentResponse>> shown, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var next = await db.Appointments.Where(a => a.AssignedRepId == userId && a.Status == "scheduled" && a.ScheduledStart >= now)
            .OrderBy(a => a.ScheduledStart).ThenBy(a => a.Id).Select(shown).FirstOrDefaultAsync(ct);
        var open = await FollowUpCounts.OfAsync(db, userId, now, ct);
        return Fill(new SalesOverview(), Sum(await RowsAsync(days, userId, ct)), open) with { NextAppointment = next };
    }

    /// <summary>The company's figures and a row for each rep.</summary>
    public async Task<ExecSalesOverview> OfAllAsync(
        Days days, Expression<Func<Appointment, AppointmentResponse>> shown, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await RowsAsync(days, null, ct);
        var users = await db.Users.Where(u => u.Role == Roles.SalesRep || rows.Select(r => r.UserId).Contains(u.Id))
            .Select(u => new { u.Id, u.DisplayName, u.IsActive }).ToListAsync(ct);
        var open = await FollowUpCounts.OfAsync(db, null, now, ct);
        var list = users.Where(u => u.IsActive || rows.Exists(r => r.UserId == u.Id)).OrderBy(u => u.DisplayName, StringComparer.Ordinal).ThenBy(u => u.Id)
            .Select(u => (SalesRow)Fill(
                new SalesRow { UserId = u.Id, Name = u.DisplayName }, Sum(rows.Where(r => r.UserId == u.Id)), open.Where(o => o.User == u.Id))).ToList();
        if (rows.Exists(r => r.UserId == Guid.Empty))
        {
            list.Add((SalesRow)Fill(new SalesRow(), Sum(rows.Where(r => r.UserId == Guid.Empty)), open.Where(o => o.User is null)));
        }

        var next = await db.Appointments.Where(a => a.Status == "scheduled" && a.ScheduledStart >= now)
            .OrderBy(a => a.ScheduledStart).ThenBy(a => a.Id).Select(shown).FirstOrDefaultAsync(ct);
        return new ExecSalesOverview(Fill(new SalesOverview(), Sum(rows), open) with { NextAppointment = next }, list);
    }

    private Task<List<SalesStatsDay>> RowsAsync(Days days, Guid? userId, CancellationToken ct) =>
        db.SalesStatsDaily.Where(s => s.Day >= days.First && s.Day <= days.Last && (userId == null || s.UserId == userId)).ToListAsync(ct);

    private static SalesTally Sum(IEnumerable<SalesStatsDay> rows) => rows.Aggregate(default(SalesTally), (sum, r) => sum.Plus(
        new SalesTally
        {
            Appointments = r.Appointments,
            Completed = r.Completed,
            Won = r.Won,
            Lost = r.Lost,
            Pending = r.Pending,
            StructureSum = r.StructureSum,
            StructureCount = r.StructureCount,
            ComplianceSum = r.ComplianceSum,
            ComplianceCount = r.ComplianceCount,
            SentimentSum = r.SentimentSum,
            SentimentCount = r.SentimentCount,
        },
        1));

    private static SalesOverview Fill(SalesOverview empty, SalesTally sum, IEnumerable<(Guid? User, long Open, long Overdue)> open)
    {
        var work = open.ToList();
        return empty with
        {
            TotalAppointments = sum.Appointments,
            CompletedAppointments = sum.Completed,
            Won = sum.Won,
            Lost = sum.Lost,
            Pending = sum.Pending,
            WinRate = CsrFigures.Rate(sum.Won, sum.Won + sum.Lost),
            AvgMeetingStructureScore = CsrFigures.Rate(sum.StructureSum, sum.StructureCount),
            AvgComplianceScore = CsrFigures.Rate(sum.ComplianceSum * 10, sum.ComplianceCount, 2),
            AvgSentimentScore = CsrFigures.Rate(sum.SentimentSum, sum.SentimentCount),
            OpenFollowups = work.Sum(w => w.Open),
            OverdueFollowups = work.Sum(w => w.Overdue),
        };
    }
}
