namespace CallPlatform.Core.Calls;

/// <summary>Where a signal came from; for the timeline, never for the rules.</summary>
public enum SignalSource
{
    Webhook, Poll, DialAnswer, Person, Platform,
}

/// <summary>
/// One thing somebody told us about a call, in our words: a webhook, the answer to a dial, a poll, a person's decision.
/// Absent facts are null. It is the only way into <see cref="CallLifecycle.Apply"/>.
/// </summary>
public sealed record CallSignal
{
    public required SignalSource Source { get; init; }
    public required FactRank Rank { get; init; }

    /// <summary>The try it speaks of, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it happened, by the teller's clock.</summary>
    public required DateTimeOffset At { get; init; }
    public CallStatus? Status { get; init; }
    public string? ProviderCallId { get; init; }
    public string? EndedReason { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? DurationSeconds { get; init; }
    public bool? CustomerSpoke { get; init; }
    public string? Outcome { get; init; }
    public string? Transcript { get; init; }
    public string? Summary { get; init; }
    public string? Messages { get; init; }
    public string? Analysis { get; init; }
    public string? StructuredOutputs { get; init; }
    public string? RecordingUrl { get; init; }
    public string? StereoRecordingUrl { get; init; }
    public string? ControlUrl { get; init; }
    public decimal? Cost { get; init; }
    public string? CostBreakdown { get; init; }
    public bool IsReport { get; init; }
}
