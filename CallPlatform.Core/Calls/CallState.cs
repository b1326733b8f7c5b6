namespace CallPlatform.Core.Calls;

/// <summary>
/// All that providers have told about a call's current attempt. Only <see cref="CallLifecycle.Apply"/> makes a new one.
/// Times are UTC, durations seconds, costs US dollars, JSON parts are kept to the letter.
/// </summary>
public sealed record CallState
{
    public CallStatus Status { get; init; }

    /// <summary>The try these facts belong to, from 1. A later try starts with no facts.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What the terminal status rests on; see <see cref="FactRank"/>.</summary>
    public short OutcomeRank { get; init; }
    public long FactRanks { get; init; }
    public string? ProviderCallId { get; init; }

    /// <summary>The provider's own word for the end; an open list.</summary>
    public string? EndedReason { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset? RingingAt { get; init; }

    /// <summary>When the person answered.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? DurationSeconds { get; init; }
    public bool? CustomerSpoke { get; init; }

    /// <summary>What came of it, in one word: <c>booked</c>, <c>do_not_call</c>, <c>successful</c> …</summary>
    public string? Outcome { get; init; }
    public string? Transcript { get; init; }
    public string? Summary { get; init; }
    public string? Messages { get; init; }
    public string? Analysis { get; init; }
    public string? StructuredOutputs { get; init; }
    public string? RecordingUrl { get; init; }
    public string? StereoRecordingUrl { get; init; }

    /// <summary>Where the running call is steered. A secret: never logged, never on the wire.</summary>
    public string? ControlUrl { get; init; }
    public decimal? Cost { get; init; }
    public string? CostBreakdown { get; init; }
    public bool ReportReceived { get; init; }
}
