using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.SampleData;

/// <summary>What staff make of the calls: reps are assigned and visit, appointments are won, lost or missed, tasks are done.</summary>
internal sealed class SampleWork(OrganizationScopes scopes, SimulatorAddress simulator, SampleInbound analyses, SampleProgress progress, TimeProvider clock)
{
    private const string Step = "Appointments and visits";

    // The Simulator knows the visit's talk by these digits: a deal, a plain no, and talks without an end.
    private static readonly string[] VisitTalks = [SamplePeople.Booking, SamplePeople.Booking, "0013", "4471", SamplePeople.Booking, "0012"];

    public async Task DoAsync(Guid organizationId, SampleCast cast, CancellationToken ct)
    {
        var phones = await scopes.ReadAsync(
            organizationId, db => db.SampleItems.Where(i => i.Kind == SampleKinds.Phone).Select(i => i.Key).ToArrayAsync(ct));
        var appointments = await scopes.ReadAsync(organizationId, db => db.Appointments
            .Where(a => phones.Contains(a.Lead!.PhoneNumber) && a.ScheduledStart != null && a.Status == "scheduled")
            .OrderBy(a => a.ScheduledStart).ThenBy(a => a.Id).Select(a => new Planned(a.Id, a.ScheduledStart!.Value, a.ScheduledEnd!.Value)).ToListAsync(ct));
        for (var i = 0; i < appointments.Count; i++)
        {
            var (planned, number) = (appointments[i], i);
            await scopes.RunAsync(organizationId, services => KeepAsync(services, planned, cast.Reps[number % cast.Reps.Count], number, ct));
            await progress.SayAsync(organizationId, Step, i + 1, appointments.Count, ct);
        }

        await analyses.SettledAsync(organizationId, "Visits", ct);
        await scopes.RunAsync(organizationId, services => CloseAsync(services, phones, cast, ct));
    }

    // Of what lies in the past most was visited, one in eight called off; what is to come has its rep.
    private async Task<bool> KeepAsync(IServiceProvider services, Planned planned, Guid rep, int number, CancellationToken ct)
    {
        var isPast = planned.End < clock.GetUtcNow();
        var assigned = await AssignAsync(services, planned, rep, isCancelled: isPast && number % 8 == 7, ct);
        if (!assigned || !isPast || number % 8 >= 6)
        {
            return false;
        }

        var desk = services.GetRequiredService<VisitDesk>();
        var (session, _) = await desk.StartAsync(planned.Id, rep, ct);
        if (session is null)
        {
            return false;
        }

        await desk.StopAsync(session.Id, new Uri(simulator.Find()!, $"/visits/{session.Id:N}.mp3?callee={VisitTalks[number % VisitTalks.Length]}").ToString(), null, ct);
        await services.GetRequiredService<CallPlatformDbContext>().RecordingSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.StartedAt, planned.Start).SetProperty(s => s.StoppedAt, planned.End).SetProperty(s => s.CreatedAt, planned.Start), ct);
        return true;
    }

    private Task<bool> AssignAsync(IServiceProvider services, Planned planned, Guid rep, bool isCancelled, CancellationToken ct)
    {
        var desk = services.GetRequiredService<AppointmentDesk>();
        return services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var appointment = await services.GetRequiredService<CallPlatformDbContext>().Appointments.AsTracking().FirstAsync(a => a.Id == planned.Id, token);
                var before = await desk.CountedAsync(appointment, token);
                var taken = await desk.IsTakenAsync(rep, planned.Start, planned.End, planned.Id, token);
                appointment.AssignedRepId = taken ? appointment.AssignedRepId : rep;
                appointment.Status = isCancelled ? "cancelled" : appointment.Status;
                appointment.Location ??= "12 Sample Street";
                appointment.Edited = true;
                appointment.UpdatedAt = clock.GetUtcNow();
                await desk.CountAsync(appointment, before, token);
                return !taken;
            },
            ct);
    }

    // Deals close their enquiries, some promises are kept, some missed calls are put aside; cards are as old as their first call.
    private Task<int> CloseAsync(IServiceProvider services, string[] phones, SampleCast cast, CancellationToken ct)
    {
        var db = services.GetRequiredService<CallPlatformDbContext>();
        var leads = services.GetRequiredService<LeadDesk>();
        return services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var now = clock.GetUtcNow();
                var decided = await db.Appointments.Where(a => phones.Contains(a.Lead!.PhoneNumber) && a.Outcome != "pending")
                    .Select(a => new { a.LeadId, a.Outcome }).ToListAsync(token);
                var ids = decided.ConvertAll(d => d.LeadId);
                foreach (var lead in await db.Leads.AsTracking().Where(l => ids.Contains(l.Id)).OrderBy(l => l.Id).ToListAsync(token))
                {
                    var won = decided.Exists(d => d.LeadId == lead.Id && d.Outcome == "won");
                    leads.Move(lead, won ? LeadStatuses.ClosedWon : LeadStatuses.ClosedLost, "person", now, changedBy: cast.Csrs[0]);
                }

                var tasks = await db.FollowUps.AsTracking().Where(t => phones.Contains(db.Leads.First(l => l.Id == t.LeadId).PhoneNumber) && t.Status == "open")
                    .OrderBy(t => t.Id).ToListAsync(token);
                foreach (var task in tasks.Where((_, i) => i % 3 == 0))
                {
                    (task.Status, task.CompletedAt, task.CompletedBy, task.UpdatedAt) = ("done", now, task.AssignedUserId ?? cast.Csrs[0], now);
                }

                var missed = await db.MissedCalls.AsTracking().Where(m => phones.Contains(m.Phone) && m.State == "open").OrderBy(m => m.CallId).ToListAsync(token);
                foreach (var row in missed.Where((_, i) => i % 5 == 0))
                {
                    (row.State, row.ResolvedAt, row.ResolvedBy, row.Note) = ("dismissed", now, cast.Csrs[0], "A wrong number.");
                }

                await db.Database.ExecuteSqlAsync(
                    $"""
                    with first as (select contact_id, min(created_at) as at from calls where to_number = any({phones}) and contact_id is not null group by 1),
                    cards as (update contacts c set created_at = f.at from first f where f.contact_id = c.id and f.at < c.created_at)
                    update leads l set created_at = f.at from first f where f.contact_id = l.contact_id and f.at < l.created_at
                    """,
                    token);
                return decided.Count;
            },
            ct);
    }

    private sealed record Planned(Guid Id, DateTimeOffset Start, DateTimeOffset End);
}
