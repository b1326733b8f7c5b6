using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Meetings with leads.</summary>
internal static class AppointmentsEndpoints
{
    public static void MapAppointments(this IEndpointRouteBuilder routes)
    {
        var appointments = routes.MapGroup("/api/v1/appointments").WithTags("Appointments").RequireAuthorization(Permissions.Read);

        appointments.MapGet("/", List);
        appointments.MapPost("/", Create).RequireAuthorization(Permissions.EditAppointments);
        appointments.MapGet("/today/self", ListToday);
        appointments.MapGet("/{id:guid}", Get);
        appointments.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditAppointments);
        appointments.MapGet("/{id:guid}.ics", GetCalendar);
    }

    private static async Task<Results<Ok<Listing<AppointmentResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, string? date = null, string? date_from = null, string? date_to = null, Guid? rep_id = null,
        Guid? lead_id = null, [Range(1, 200)] int limit = 100, [Range(0, 100_000)] int offset = 0, bool unscheduled = false)
    {
        var (range, problem) = await DayRange.ReadAsync(db, date ?? date_from, date ?? date_to, ct);
        if (problem is not null)
        {
            return date is null ? problem : Problems.Invalid("date", "Write a date as in 2025-01-15.");
        }

        var rows = db.Appointments.Where(a => (rep_id == null || a.AssignedRepId == rep_id) && (lead_id == null || a.LeadId == lead_id));
        rows = unscheduled ? rows.Where(a => a.ScheduledStart == null && a.Status == "scheduled") : rows;
        rows = range.From is { } from ? rows.Where(a => a.ScheduledStart >= from) : rows;
        rows = range.To is { } to ? rows.Where(a => a.ScheduledStart < to) : rows;
        return TypedResults.Ok(await PageAsync(rows, limit, offset, ct));
    }

    private static async Task<Ok<Listing<AppointmentResponse>>> ListToday(
        ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var me = caller.UserId();
        var zone = await DayRange.ZoneAsync(db, ct);
        var today = OrganizationClock.DayOf(clock.GetUtcNow(), zone.Id);
        var (from, to) = (DayRange.StartOf(today, zone), DayRange.StartOf(today.AddDays(1), zone));
        return TypedResults.Ok(await PageAsync(
            db.Appointments.Where(a => a.AssignedRepId == me && a.ScheduledStart >= from && a.ScheduledStart < to && a.Status != "cancelled"), 200, 0, ct));
    }

    private static async Task<Listing<AppointmentResponse>> PageAsync(IQueryable<Appointment> rows, int limit, int offset, CancellationToken ct)
    {
        var total = await rows.LongCountAsync(ct);
        var items = await rows.OrderBy(a => a.ScheduledStart == null).ThenBy(a => a.ScheduledStart).ThenBy(a => a.Id).Skip(offset).Take(limit)
            .Select(InboundResponses.Appointment).ToListAsync(ct);
        return Listing.Of<AppointmentResponse>(
            items, total, offset + items.Count < total ? (offset + items.Count).ToString(CultureInfo.InvariantCulture) : null);
    }

    private static async Task<Results<Ok<Envelope<AppointmentResponse>>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await FindAsync(db, id, ct) is { } found ? TypedResults.Ok(new Envelope<AppointmentResponse>(true, found)) : Problems.NotFound("appointment");

    private static async Task<Results<Created<Envelope<AppointmentResponse>>, ProblemHttpResult>> Create(
        AppointmentRequest request, ClaimsPrincipal caller, CallTransaction transaction, AppointmentDesk desk, CallPlatformDbContext db,
        TimeProvider clock, CancellationToken ct)
    {
        if (await db.Leads.FirstOrDefaultAsync(l => l.Id == request.LeadId, ct) is not { } lead)
        {
            return Problems.NotFound("lead");
        }

        var (rep, problem) = await RepAsync(db, request.AssignedRepId, ct);
        if (problem is not null)
        {
            return problem;
        }

        var start = request.ScheduledStart!.Value.ToUniversalTime();
        var minutes = await db.InboundSettings.Select(s => (int?)s.AppointmentMinutes).FirstOrDefaultAsync(ct) ?? 60;
        var end = request.ScheduledEnd?.ToUniversalTime() ?? start.AddMinutes(minutes);
        if (end <= start)
        {
            return Problems.Invalid("scheduled_end", "It must be after scheduled_start.");
        }

        var now = clock.GetUtcNow();
        var appointment = new Appointment
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = lead.OrganizationId,
            LeadId = lead.Id,
            ContactId = lead.ContactId,
            AssignedRepId = rep,
            ScheduledStart = start,
            ScheduledEnd = end,
            Location = request.Location,
            ServiceType = request.ServiceType,
            Notes = request.Notes,
            Source = "person",
            Edited = true,
            CreatedBy = caller.UserId(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        var taken = await transaction.RunAsync(
            async token =>
            {
                if (rep is { } who && await desk.IsTakenAsync(who, start, end, null, token))
                {
                    return true;
                }

                db.Appointments.Add(appointment);
                await desk.CountAsync(appointment, null, token);
                return false;
            },
            ct);
        return taken
            ? Taken()
            : TypedResults.Created($"/api/v1/appointments/{appointment.Id}", new Envelope<AppointmentResponse>(true, (await FindAsync(db, appointment.Id, ct))!));
    }

    private static async Task<Results<Ok<Envelope<AppointmentResponse>>, ProblemHttpResult>> Change(
        Guid id, AppointmentPatch patch, CallTransaction transaction, AppointmentDesk desk, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (patch.Outcome is { IsSet: true, Value: not ("won" or "lost" or "pending") })
        {
            return Problems.Invalid("outcome", "It must be won, lost or pending.");
        }

        if (patch.Status is { IsSet: true, Value: not ("scheduled" or "completed" or "cancelled") })
        {
            return Problems.Invalid("status", "It must be scheduled, completed or cancelled.");
        }

        var (rep, problem) = await RepAsync(db, patch.AssignedRepId.Or(null), ct);
        if (problem is not null)
        {
            return problem;
        }

        problem = await transaction.RunAsync(
            async token =>
            {
                var found = await db.Database.SqlQuery<Guid>($"select id from appointments where id = {id} for update").ToListAsync(token);
                if (found.Count == 0)
                {
                    return Problems.NotFound("appointment");
                }

                var appointment = await db.Appointments.AsTracking().FirstAsync(a => a.Id == id, token);
                var before = await desk.CountedAsync(appointment, token);
                if (Apply(appointment, patch, rep) is { } refusal)
                {
                    db.ChangeTracker.Clear();
                    return refusal;
                }

                if (appointment is { AssignedRepId: { } who, ScheduledStart: { } start, ScheduledEnd: { } end, Status: not "cancelled" }
                    && (patch.AssignedRepId.IsSet || patch.ScheduledStart.IsSet || patch.ScheduledEnd.IsSet || patch.Status.IsSet)
                    && await desk.IsTakenAsync(who, start, end, id, token))
                {
                    db.ChangeTracker.Clear();
                    return Taken();
                }

                appointment.Edited = true;
                appointment.UpdatedAt = clock.GetUtcNow();
                await desk.CountAsync(appointment, before, token);
                return null;
            },
            ct);
        return problem is not null ? problem : TypedResults.Ok(new Envelope<AppointmentResponse>(true, (await FindAsync(db, id, ct))!));
    }

    private static ProblemHttpResult? Apply(Appointment appointment, AppointmentPatch patch, Guid? rep)
    {
        var length = appointment.ScheduledEnd - appointment.ScheduledStart ?? TimeSpan.FromHours(1);
        if (patch.ScheduledStart is { IsSet: true, Value: { } start })
        {
            appointment.ScheduledStart = start.ToUniversalTime();
            appointment.ScheduledEnd = appointment.ScheduledStart + length;
        }

        appointment.ScheduledEnd = patch.ScheduledEnd is { IsSet: true, Value: { } end } ? end.ToUniversalTime() : appointment.ScheduledEnd;
        appointment.AssignedRepId = patch.AssignedRepId.IsSet ? rep : appointment.AssignedRepId;
        appointment.Location = patch.Location.Or(appointment.Location);
        appointment.ServiceType = patch.ServiceType.Or(appointment.ServiceType);
        appointment.Notes = patch.Notes.Or(appointment.Notes);
        appointment.Status = patch.Status.Or(appointment.Status)!;
        appointment.Outcome = patch.Outcome.Or(appointment.Outcome)!;
        return appointment.ScheduledEnd <= appointment.ScheduledStart ? Problems.Invalid("scheduled_end", "It must be after scheduled_start.") : null;
    }

    private static async Task<IResult> GetCalendar(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        if (await FindAsync(db, id, ct) is not { ScheduledStart: { } start } found)
        {
            return Problems.NotFound("appointment");
        }

        var calendar = new Ical.Net.Calendar();
        calendar.Events.Add(new CalendarEvent
        {
            Uid = $"{id}@callplatform",
            Start = new CalDateTime(start.UtcDateTime, "UTC"),
            End = new CalDateTime((found.ScheduledEnd ?? start.AddHours(1)).UtcDateTime, "UTC"),
            DtStamp = new CalDateTime(found.UpdatedAt.UtcDateTime, "UTC"),
            Summary = $"{found.ServiceType ?? "Appointment"}: {found.LeadName}",
            Location = found.Location,
            Description = string.Join('\n', new[] { found.LeadPhone, found.Notes }.Where(t => !string.IsNullOrEmpty(t))),
            Status = found.Status == "cancelled" ? Ical.Net.EventStatus.Cancelled : Ical.Net.EventStatus.Confirmed,
        });
        return Results.File(
            Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar)!), "text/calendar; charset=utf-8", $"appointment-{start:yyyy-MM-dd}.ics");
    }

    private static Task<AppointmentResponse?> FindAsync(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        db.Appointments.Where(a => a.Id == id).Select(InboundResponses.Appointment).FirstOrDefaultAsync(ct);

    private static async Task<(Guid? Rep, ProblemHttpResult? Problem)> RepAsync(CallPlatformDbContext db, string? told, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(told))
        {
            return (null, null);
        }

        // By id, or by the name they sign in with.
        var byId = Guid.TryParse(told, out var id);
        var user = await db.Users.Where(u => u.IsActive && (byId ? u.Id == id : u.Username == told)).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
        return user is null ? (null, Problems.Invalid("assigned_rep_id", "There is no such user.")) : (user, null);
    }

    private static ProblemHttpResult Taken() => Problems.Conflict("rep_not_free", "The rep has another appointment in that time.");
}
