using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Recorded visits as the wire shows them, with what their analysis found.</summary>
internal static class SessionResponses
{
    public static async Task<SessionResponse> OfAsync(CallPlatformDbContext db, RecordingSession session, CancellationToken ct) =>
        (await OfAsync(db, [session], ct))[0];

    public static async Task<List<SessionResponse>> OfAsync(CallPlatformDbContext db, List<RecordingSession> sessions, CancellationToken ct)
    {
        var ids = sessions.ConvertAll(s => s.Id);
        var analyses = await db.VisitAnalyses.Where(a => ids.Contains(a.SessionId)).ToDictionaryAsync(a => a.SessionId, ct);
        return sessions.ConvertAll(s => ResponseOf(s, analyses.GetValueOrDefault(s.Id)));
    }

    private static SessionResponse ResponseOf(RecordingSession session, VisitAnalysis? found) => new(
        session.Id, session.AppointmentId, session.RepId, session.Status, session.AudioUrl, session.AudioBytes, session.Error, session.StartedAt,
        session.StoppedAt, session.AnalysedAt,
        found is null
            ? null
            : new VisitAnalysisResponse(
                found.Summary, found.MeetingStructureScore, found.TransitionPoint, found.ComplianceScore, found.SentimentScore, found.Outcome,
                found.Transcript, JsonText.Element(found.Segmentation), JsonText.Element(found.Document)));
}
