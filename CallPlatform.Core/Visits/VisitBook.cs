using System.Text.Json;
using CallPlatform.Core.Analysis;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Visits;

/// <summary>Takes in what analysis finds in a visit's recording, and moves the appointment's outcome.</summary>
public sealed class VisitBook(CallPlatformDbContext db, AppointmentDesk appointments, TimeProvider clock)
{
    /// <summary>Stores a result and names the kinds of work that follow from it.</summary>
    public async Task<IReadOnlyList<string>> StoreAsync(Guid sessionId, AnalysisTask task, string document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (await LockAsync(sessionId, ct) is not { } session
            || await db.Appointments.AsTracking().FirstOrDefaultAsync(a => a.Id == session.AppointmentId, ct) is not { } appointment)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var before = await appointments.CountedAsync(appointment, ct);
        var found = await db.VisitAnalyses.AsTracking().FirstOrDefaultAsync(a => a.SessionId == sessionId, ct);
        if (found is null)
        {
            found = new VisitAnalysis { SessionId = sessionId, OrganizationId = session.OrganizationId, CreatedAt = now };
            db.VisitAnalyses.Add(found);
        }

        found.UpdatedAt = now;
        using var parsed = JsonDocument.Parse(document);
        string[] next = [];
        switch (task.Kind)
        {
            case AnalysisKinds.Transcription:
                found.Transcript = ProviderJson.Text(parsed.RootElement, "transcript_text") ?? "";
                next = [AnalysisKinds.Segmentation, AnalysisKinds.Analysis];
                break;
            case AnalysisKinds.Segmentation:
                found.Segmentation = document;
                found.MeetingStructureScore = ProviderJson.Score(parsed.RootElement, "meeting_structure_score");
                found.TransitionPoint = AnalysisDocument.SecondsOf(parsed.RootElement, "transition_point");
                break;
            default:
                await FillAsync(found, appointment, parsed.RootElement, document, ct);
                break;
        }

        if (found is { Segmentation: not null, Document: not null })
        {
            session.Status = "analysed";
            session.AnalysedAt = now;
            session.Error = null;
        }

        session.UpdatedAt = now;
        await appointments.CountAsync(appointment, before, ct);
        return next;
    }

    /// <summary>Marks the session as failed, with the reason.</summary>
    public async Task FailAsync(Guid sessionId, string reason, CancellationToken ct)
    {
        if (await LockAsync(sessionId, ct) is { Status: not "analysed" } session)
        {
            session.Status = "failed";
            session.Error = reason;
            session.UpdatedAt = clock.GetUtcNow();
        }
    }

    private async Task FillAsync(VisitAnalysis found, Appointment appointment, JsonElement root, string document, CancellationToken ct)
    {
        var zoneName = await db.Organizations.Where(o => o.Id == appointment.OrganizationId).Select(o => o.TimeZone).FirstAsync(ct);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var known) ? known : TimeZoneInfo.Utc;
        var facts = AnalysisDocument.Read(root, zone);
        found.Document = document;
        found.Summary = facts.Summary;
        found.ComplianceScore = facts.ComplianceScore;
        found.SentimentScore = facts.SentimentScore;
        found.Outcome = OutcomeOf(facts);

        // What the rep or a manager decided stands.
        if (appointment.Outcome == "pending")
        {
            appointment.Outcome = found.Outcome;
            appointment.UpdatedAt = clock.GetUtcNow();
        }
    }

    // A visit's own word when there is one; a booked job is won, a person found unqualified is lost.
    private static string OutcomeOf(AnalysisDocument facts) => facts switch
    {
        { Outcome: "won" or "lost" or "pending" } => facts.Outcome,
        { BookingStatus: "booked" } => "won",
        { QualificationStatus: "unqualified" } => "lost",
        _ => "pending",
    };

    private async Task<RecordingSession?> LockAsync(Guid id, CancellationToken ct) =>
        (await db.Database.SqlQuery<Guid>($"select id from recording_sessions where id = {id} for update").ToListAsync(ct)).Count == 0
            ? null
            : await db.RecordingSessions.AsTracking().FirstOrDefaultAsync(s => s.Id == id, ct);
}
