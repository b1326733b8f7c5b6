namespace CallPlatform.Core.Analysis;

/// <summary>What a provider said of a task, and how the task is found.</summary>
public sealed record Settlement(string Provider, string? ExternalId, Guid? SubjectId, string Kind, Guid? TaskId, AnalysisAnswer Answer)
{
    public static Settlement Of(AnalysisTask task, AnalysisAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new Settlement(task.Provider, answer?.ExternalId, null, task.Kind, task.Id, answer!);
    }
}
