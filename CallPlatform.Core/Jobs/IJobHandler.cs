namespace CallPlatform.Core.Jobs;

/// <summary>Does one kind of job. It may run twice for one job (a lease that ran out), so it must be idempotent.</summary>
public interface IJobHandler
{
    /// <summary>The imperative that names the kind, for instance <c>sync_call</c>.</summary>
    static abstract string Kind { get; }

    /// <summary>Throws to be tried again; <see cref="JobRejectedException"/> to end as dead at once.</summary>
    Task<JobOutcome> RunAsync(Job job, CancellationToken ct);
}

/// <summary>How a run ended: done, or wanted again at a time that does not count as a failure.</summary>
public readonly record struct JobOutcome(DateTimeOffset? AgainAt)
{
    public static JobOutcome Done => default;

    public static JobOutcome Again(DateTimeOffset at) => new(at);
}

/// <summary>The job can never succeed; it is kept as dead, with this reason, for staff to see and run again.</summary>
public sealed class JobRejectedException : Exception
{
    public JobRejectedException()
    {
    }

    public JobRejectedException(string message)
        : base(message)
    {
    }

    public JobRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A kind of job and who does it.</summary>
public sealed record JobKind(string Kind, Type Handler);

/// <summary>Which handler does which kind.</summary>
public sealed class JobHandlers(IEnumerable<JobKind> kinds)
{
    private readonly Dictionary<string, Type> handlers = kinds.ToDictionary(k => k.Kind, k => k.Handler);

    public Type? Find(string kind) => handlers.GetValueOrDefault(kind);
}
