namespace CallPlatform.Core.Calls;

/// <summary>
/// The one door for facts about a call. <see cref="Apply"/> is a join: any order and any repetition of the same signals
/// ends in the same state, because every part of the state only ever moves up in an order of its own:
/// the attempt, then per attempt the progress, the outcome by (rank, status, reason), and each fact by (rank, value).
/// </summary>
public static class CallLifecycle
{
    /// <summary>The state after <paramref name="signal"/>; the same instance when it told nothing new.</summary>
    public static CallState Apply(CallState call, CallSignal signal)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(signal);
        if (signal.Attempt < call.Attempt)
        {
            return call; // an earlier try's echo: it belongs to that attempt's row
        }

        var before = signal.Attempt > call.Attempt ? new CallState { Attempt = signal.Attempt } : call;
        var after = WithDerived(WithFacts(WithOutcome(WithProgress(before, signal), signal), signal));
        return after == call ? call : after;
    }

    private static CallState WithProgress(CallState call, CallSignal signal)
    {
        var status = signal.Status;
        var next = call with
        {
            QueuedAt = status is CallStatus.Queued or CallStatus.Initiated ? Earlier(call.QueuedAt, signal.At) : call.QueuedAt,
            RingingAt = status is CallStatus.Ringing ? Earlier(call.RingingAt, signal.At) : call.RingingAt,
            ReportReceived = call.ReportReceived || signal.IsReport,
        };
        return status is { } s && !s.IsTerminal() && s > call.Status ? next with { Status = s } : next;
    }

    // The end is taken whole (status, reason, error), from the best source; of equals, the greater by a fixed order.
    private static CallState WithOutcome(CallState call, CallSignal signal)
    {
        if (signal.Status is not { } status || !status.IsTerminal())
        {
            return call;
        }

        var difference = call.Status.IsTerminal() ? ((short)signal.Rank).CompareTo(call.OutcomeRank) : 1;
        difference = difference != 0 ? difference : status.CompareTo(call.Status);
        difference = difference != 0 ? difference : string.CompareOrdinal(signal.EndedReason, call.EndedReason);
        difference = difference != 0 ? difference : string.CompareOrdinal(signal.ErrorCode, call.ErrorCode);
        difference = difference != 0 ? difference : string.CompareOrdinal(signal.ErrorMessage, call.ErrorMessage);
        return difference <= 0
            ? call
            : call with
            {
                Status = status,
                OutcomeRank = (short)signal.Rank,
                EndedReason = signal.EndedReason,
                ErrorCode = signal.ErrorCode,
                ErrorMessage = signal.ErrorMessage,
            };
    }

    private static CallState WithFacts(CallState call, CallSignal signal)
    {
        var facts = new FactMerge(new FactRanks(call.FactRanks), signal.Rank);

        // A status alone tells a time too: the first "in progress" is the answer, a bare "ended" the end.
        var startedAt = signal.StartedAt ?? (signal.Status is CallStatus.InProgress ? signal.At : null);
        var endedAt = signal.EndedAt ?? (signal.Status is { } s && s.IsTerminal() ? signal.At : null);
        var next = call with
        {
            ProviderCallId = facts.Text(Fact.ProviderCallId, call.ProviderCallId, signal.ProviderCallId),
            StartedAt = facts.Earliest(Fact.StartedAt, call.StartedAt, startedAt, explicitTime: signal.StartedAt is not null),
            EndedAt = facts.Earliest(Fact.EndedAt, call.EndedAt, endedAt, explicitTime: signal.EndedAt is not null),
            DurationSeconds = facts.Greatest(Fact.Duration, call.DurationSeconds, signal.DurationSeconds),
            CustomerSpoke = facts.Greatest(Fact.CustomerSpoke, call.CustomerSpoke, signal.CustomerSpoke),
            Outcome = facts.Text(Fact.Outcome, call.Outcome, signal.Outcome),
            Transcript = facts.Text(Fact.Transcript, call.Transcript, signal.Transcript),
            Summary = facts.Text(Fact.Summary, call.Summary, signal.Summary),
            Messages = facts.Text(Fact.Messages, call.Messages, signal.Messages),
            Analysis = facts.Text(Fact.Analysis, call.Analysis, signal.Analysis),
            StructuredOutputs = facts.Text(Fact.StructuredOutputs, call.StructuredOutputs, signal.StructuredOutputs),
            RecordingUrl = facts.Text(Fact.RecordingUrl, call.RecordingUrl, signal.RecordingUrl),
            StereoRecordingUrl = facts.Text(Fact.StereoRecordingUrl, call.StereoRecordingUrl, signal.StereoRecordingUrl),
            ControlUrl = facts.Text(Fact.ControlUrl, call.ControlUrl, signal.ControlUrl),
            Cost = facts.Greatest(Fact.Cost, call.Cost, signal.Cost),
            CostBreakdown = facts.Text(Fact.CostBreakdown, call.CostBreakdown, signal.CostBreakdown),
        };
        return next with { FactRanks = facts.Ranks.Bits };
    }

    // Nobody told the duration: it follows from the times, and is computed anew whenever they move.
    private static CallState WithDerived(CallState call) =>
        new FactRanks(call.FactRanks)[Fact.Duration] == FactRank.None
            ? call with
            {
                DurationSeconds = call is { StartedAt: { } start, EndedAt: { } end } && call.Status.IsTerminal() && end >= start
                    ? (int)Math.Round((end - start).TotalSeconds)
                    : null,
            }
            : call;

    private static DateTimeOffset Earlier(DateTimeOffset? known, DateTimeOffset told) =>
        known is { } time && time <= told ? time : told;
}
