using CallPlatform.Core.Analysis;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Visits;

/// <summary>Why a session was not started.</summary>
public enum VisitRefusal
{
    UnknownAppointment, AnotherOpen,
}

/// <summary>A rep arrives, and leaves. One open session a rep; stopping twice is stopping once.</summary>
public sealed class VisitDesk(
    CallPlatformDbContext db, CallTransaction transaction, LeadDesk locks, AppointmentDesk appointments, TaskDesk tasks,
    IEnumerable<IAnalysisProvider> providers, TimeProvider clock)
{
    /// <summary>Starts a session, or finds the one that is open for this appointment.</summary>
    public Task<(RecordingSession? Session, VisitRefusal? Refusal)> StartAsync(Guid appointmentId, Guid repId, CancellationToken ct) =>
        transaction.RunAsync<(RecordingSession?, VisitRefusal?)>(
            async token =>
            {
                await locks.LockAsync([$"visit:{repId:N}"], token);
                if (await db.Appointments.FirstOrDefaultAsync(a => a.Id == appointmentId && a.Status != "cancelled", token) is not { } appointment)
                {
                    return (null, VisitRefusal.UnknownAppointment);
                }

                if (await db.RecordingSessions.FirstOrDefaultAsync(s => s.RepId == repId && s.Status == "recording", token) is { } open)
                {
                    return open.AppointmentId == appointmentId ? (open, null) : (null, VisitRefusal.AnotherOpen);
                }

                var now = clock.GetUtcNow();
                var session = new RecordingSession
                {
                    Id = Guid.CreateVersion7(now),
                    OrganizationId = appointment.OrganizationId,
                    AppointmentId = appointmentId,
                    RepId = repId,
                    StartedAt = now,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                db.RecordingSessions.Add(session);
                return (session, null);
            },
            ct);

    /// <summary>Ends a session with the address of its audio or with an upload, and has it analysed. Null when there is none.</summary>
    public Task<RecordingSession?> StopAsync(Guid sessionId, string? audioUrl, StoredAudio? upload, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var found = await db.Database.SqlQuery<Guid>($"select id from recording_sessions where id = {sessionId} for update").ToListAsync(token);
                var session = found.Count == 0 ? null : await db.RecordingSessions.AsTracking().FirstOrDefaultAsync(s => s.Id == sessionId, token);
                if (session is null)
                {
                    return null;
                }

                var now = clock.GetUtcNow();
                var hadAudio = session.AudioUrl is not null || session.AudioFile is not null;
                if (session.Status == "recording")
                {
                    session.Status = "completed";
                    session.StoppedAt = now;
                    session.UpdatedAt = now;
                    await CompleteAsync(session.AppointmentId, token);
                }

                if (!hadAudio && (audioUrl is not null || upload is not null))
                {
                    session.AudioUrl = audioUrl;
                    session.AudioFile = upload?.File;
                    session.AudioType = upload?.ContentType;
                    session.AudioBytes = upload?.Bytes;
                    if (providers.FirstOrDefault(p => p.IsReady) is { } provider)
                    {
                        tasks.Begin(session.OrganizationId, provider.Name, AnalysisKinds.Transcription, null, session.Id);
                    }
                }

                return session;
            },
            ct);

    private async Task CompleteAsync(Guid appointmentId, CancellationToken ct)
    {
        if (await db.Appointments.AsTracking().FirstOrDefaultAsync(a => a.Id == appointmentId, ct) is { Status: "scheduled" } appointment)
        {
            var before = await appointments.CountedAsync(appointment, ct);
            appointment.Status = "completed";
            appointment.UpdatedAt = clock.GetUtcNow();
            await appointments.CountAsync(appointment, before, ct);
        }
    }
}
