using CallPlatform.Core.Data;

namespace CallPlatform.Core.Analysis;

/// <summary>Adds a task and the job that begins it.</summary>
internal static class TaskStarter
{
    public static AnalysisTask Add(
        CallPlatformDbContext db, string provider, string kind, Guid organizationId, Guid? callId, Guid? sessionId, DateTimeOffset now)
    {
        var task = new AnalysisTask
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Kind = kind,
            CallId = callId,
            SessionId = sessionId,
            Provider = provider,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.AnalysisTasks.Add(task);
        db.Jobs.Add(TaskJobs.Of(StartAnalysisTaskJob.Kind, task, now, now));
        return task;
    }
}
