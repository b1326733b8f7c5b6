namespace CallPlatform.Core.Analysis;

/// <summary>Who transcribes and analyses. Throws <see cref="Providers.ProviderException"/> when it cannot be asked.</summary>
public interface IAnalysisProvider
{
    string Name { get; }

    /// <summary>False while no key is set: then nothing is sent to it.</summary>
    bool IsReady { get; }

    /// <summary>Hands the work over; the answer may be the result already.</summary>
    Task<AnalysisAnswer> StartAsync(AnalysisOrder order, CancellationToken ct);

    /// <summary>Asks how the work stands.</summary>
    Task<AnalysisAnswer> GetAsync(AnalysisOrder order, CancellationToken ct);
}

/// <summary>What is to be done.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Kind">One of <see cref="AnalysisKinds"/>.</param>
/// <param name="SubjectId">Our call's or session's id.</param>
/// <param name="IsVisit">A sales rep's visit, not a call.</param>
/// <param name="AudioUrl">For a transcription: where the provider can read the recording.</param>
/// <param name="Transcript">For an analysis: what was said.</param>
public sealed record AnalysisOrder(Guid OrganizationId, string Kind, Guid SubjectId, bool IsVisit, string? AudioUrl = null, string? Transcript = null);

/// <summary>What the provider said of a piece of work.</summary>
public sealed record AnalysisAnswer
{
    /// <summary><c>processing</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string State { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>The result, to the letter.</summary>
    public string? Document { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public bool Retryable { get; init; }
    public TimeSpan? RetryAfter { get; init; }
}
