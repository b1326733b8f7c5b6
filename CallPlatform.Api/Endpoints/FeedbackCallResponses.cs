using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>A call as AutoPulse's routes show it: the call, and the visit it asks about.</summary>
internal static class FeedbackCallResponses
{
    public static string StatusOf(CallStatus status) => status switch
    {
        CallStatus.Ready => "Ready",
        CallStatus.Completed => "Completed",
        CallStatus.Failed => "Failed",
        CallStatus.Cancelled => "Cancelled",
        _ => status.IsActive() ? "In Progress" : "Missed",
    };

    /// <summary>The page's calls, read with what they show, in their order.</summary>
    public static async Task<List<FeedbackCall>> ReadAsync(CallPlatformDbContext db, IQueryable<Call> calls, CancellationToken ct)
    {
        var rows = await (
            from c in calls
            join r in db.ServiceRecords on c.ServiceRecordId equals r.Id into records
            from r in records.DefaultIfEmpty()
            orderby c.CreatedAt descending, c.Id descending
            select new
            {
                c.Id, c.CallType, c.Direction, c.State.Status, c.CallReason, c.DueAt, c.State.QueuedAt, c.State.StartedAt, c.State.EndedAt,
                c.State.DurationSeconds, c.ToNumber, c.CustomerName, ContactName = c.Contact!.Name, r.VehicleInfo, r.ServiceAdvisorId,
                r.ServiceAdvisorName, r.ServiceType, c.NpsScore, c.Rating, c.Tags, c.Notes, c.PositiveMentions, c.AreasToImprove, c.OverallFeedback,
                c.FeedbackSummary, c.State.Transcript, c.State.RecordingUrl, c.ServiceRecordId, c.CampaignId, c.IsDemo, c.Attempts, c.MissedReason,
                c.WaitReason, c.WaitUntil, c.CreatedAt,
            }).ToListAsync(ct);
        return
        [
            .. rows.Select(c => new FeedbackCall
            {
                Id = c.Id, CallType = c.CallType, Direction = c.Direction, Status = StatusOf(c.Status), CallReason = c.CallReason,
                ScheduledTime = c.DueAt ?? c.QueuedAt, StartTime = c.StartedAt, EndTime = c.EndedAt, Duration = c.DurationSeconds,
                PhoneNumber = c.ToNumber, CustomerName = c.CustomerName ?? c.ContactName, VehicleInfo = c.VehicleInfo,
                ServiceAdvisorId = c.ServiceAdvisorId, ServiceAdvisorName = c.ServiceAdvisorName, ServiceType = c.ServiceType,
                NpsScore = c.NpsScore, Rating = c.Rating, Tags = c.Tags, Notes = c.Notes, PositiveMentions = c.PositiveMentions,
                AreasToImprove = c.AreasToImprove, OverallFeedback = c.OverallFeedback, FeedbackSummary = c.FeedbackSummary,
                Transcript = c.Transcript, RecordingUrl = c.RecordingUrl is null ? null : $"/api/v1/calls/{c.Id}/recording",
                ServiceRecordId = c.ServiceRecordId, CampaignId = c.CampaignId, IsDemo = c.IsDemo, Attempts = c.Attempts,
                NextAttemptAt = c.Status == CallStatus.Ready ? c.DueAt : null,
                MissedReason = c.MissedReason ?? (c.Status.IsMissed() ? c.Status.Name() : null),
                WaitReason = c.WaitReason, WaitUntil = c.WaitUntil, CreatedAt = c.CreatedAt,
            }),
        ];
    }

    public static async Task<FeedbackCall?> FindAsync(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        (await ReadAsync(db, db.Calls.Where(c => c.Id == id), ct)).FirstOrDefault();
}
