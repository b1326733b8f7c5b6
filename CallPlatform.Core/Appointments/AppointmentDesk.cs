using CallPlatform.Core.Analysis;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Appointments;

/// <summary>
/// Books and changes appointments inside the caller's transaction: a rep is never in two places at once, and every change is counted
/// as the difference it makes.
/// </summary>
public sealed class AppointmentDesk(CallPlatformDbContext db, KnownFacts facts, LeadDesk locks, TallyBook tallies, TimeProvider clock)
{
    /// <summary>Takes a new or changed appointment in. The counted day follows its start.</summary>
    public async Task CountAsync(Appointment appointment, CountedAppointment? before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(appointment);
        var zone = await db.Organizations.Where(o => o.Id == appointment.OrganizationId).Select(o => o.TimeZone).FirstAsync(ct);
        appointment.CountedOn = OrganizationClock.DayOf(appointment.ScheduledStart ?? appointment.CreatedAt, zone);
        var visit = await VisitOfAsync(appointment.Id, ct);
        var roll = tallies.Of<SalesRollUp>();
        if (before is not null)
        {
            roll.Add(appointment.OrganizationId, before.Day, before.Rep, before.Tally, -1);
        }

        roll.Add(appointment.OrganizationId, appointment.CountedOn, appointment.AssignedRepId, appointment.Tally(visit), 1);
    }

    /// <summary>How the appointment is counted now; to be asked for before a change.</summary>
    public async Task<CountedAppointment> CountedAsync(Appointment appointment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(appointment);
        return new CountedAppointment(appointment.CountedOn, appointment.AssignedRepId, appointment.Tally(await VisitOfAsync(appointment.Id, ct)));
    }

    /// <summary>Whether the rep has another appointment in that time. Locks the rep's calendar until the transaction ends.</summary>
    public async Task<bool> IsTakenAsync(Guid repId, DateTimeOffset start, DateTimeOffset end, Guid? except, CancellationToken ct)
    {
        await locks.LockAsync([$"calendar:{repId:N}"], ct);
        return await db.Appointments.AnyAsync(
            a => a.AssignedRepId == repId && a.Id != except && a.Status != "cancelled" && a.ScheduledStart < end && a.ScheduledEnd > start, ct);
    }

    /// <summary>
    /// The appointment that a call's analysis speaks of, whose <see cref="KnownFacts"/> were read: made once a call, moved by a later analysis unless a person changed it. A
    /// second call about the same hour of the same lead books nothing new.
    /// </summary>
    public async Task BookAsync(Call call, Lead lead, AnalysisDocument found, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(lead);
        ArgumentNullException.ThrowIfNull(found);
        var known = facts.AppointmentOf(call.Id);
        if (known is null && found.AppointmentDate is not null
            && await db.Appointments.AnyAsync(a => a.LeadId == lead.Id && a.ScheduledStart == found.AppointmentDate && a.Status != "cancelled", ct))
        {
            return;
        }

        if (known is { Edited: true } or { Status: not "scheduled" })
        {
            return;
        }

        var now = clock.GetUtcNow();
        var before = known is null ? null : await CountedAsync(known, ct);
        var appointment = known ?? new Appointment
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = call.OrganizationId,
            LeadId = lead.Id,
            ContactId = lead.ContactId,
            CallId = call.Id,
            Source = "analysis",
            CreatedAt = now,
        };
        var minutes = facts.HouseOf(call.OrganizationId).Minutes;
        appointment.ScheduledStart = found.AppointmentDate;
        appointment.ScheduledEnd = found.AppointmentDate?.AddMinutes(minutes);
        appointment.ServiceType = found.ServiceRequested;
        appointment.AppointmentType = found.AppointmentType;
        appointment.Confirmed = found.AppointmentConfirmed ?? false;
        appointment.UpdatedAt = now;
        await AssignAsync(appointment, ct);
        if (known is null)
        {
            db.Appointments.Add(appointment);
            facts.Add(appointment);
        }

        await CountAsync(appointment, before, ct);

        // The next booking of the batch asks the table who is taken when.
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Takes an automatic appointment back when a later analysis says that nothing was booked.</summary>
    public async Task WithdrawAsync(Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (facts.AppointmentOf(call.Id) is { Edited: false, Status: "scheduled", Source: "analysis" } known)
        {
            var before = await CountedAsync(known, ct);
            known.Status = "cancelled";
            known.Notes = "A later analysis found that nothing was booked.";
            known.UpdatedAt = clock.GetUtcNow();
            await CountAsync(known, before, ct);
        }
    }

    // A house with one rep need not say who goes; a rep who is taken then is left out, and staff assign somebody.
    private async Task AssignAsync(Appointment appointment, CancellationToken ct)
    {
        var reps = appointment.AssignedRepId is { } chosen
            ? [chosen]
            : await db.Users.Where(u => u.OrganizationId == appointment.OrganizationId && u.IsActive && u.Role == Roles.SalesRep)
                .OrderBy(u => u.Id).Select(u => u.Id).Take(2).ToListAsync(ct);
        appointment.AssignedRepId = null;
        if (reps is [var rep]
            && (appointment is not { ScheduledStart: { } start, ScheduledEnd: { } end } || !await IsTakenAsync(rep, start, end, appointment.Id, ct)))
        {
            appointment.AssignedRepId = rep;
        }
    }

    // The visit that counts is the last one that was analysed; what this transaction has changed is in the context already.
    private async Task<VisitAnalysis?> VisitOfAsync(Guid appointmentId, CancellationToken ct)
    {
        var stored = await (
            from session in db.RecordingSessions
            join analysis in db.VisitAnalyses on session.Id equals analysis.SessionId
            where session.AppointmentId == appointmentId
            orderby session.CreatedAt descending
            select new { session.CreatedAt, Analysis = analysis }).AsTracking().FirstOrDefaultAsync(ct);
        var added = (
            from analysis in db.VisitAnalyses.Local
            join session in db.RecordingSessions.Local on analysis.SessionId equals session.Id
            where session.AppointmentId == appointmentId && db.Entry(analysis).State == EntityState.Added
            select new { session.CreatedAt, Analysis = analysis }).FirstOrDefault();
        return added is not null && (stored is null || added.CreatedAt >= stored.CreatedAt) ? added.Analysis : stored?.Analysis;
    }
}

/// <summary>How an appointment was counted before a change.</summary>
public sealed record CountedAppointment(DateOnly Day, Guid? Rep, SalesTally Tally);
