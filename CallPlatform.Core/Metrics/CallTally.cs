using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Metrics;

/// <summary>
/// What one call adds to its day's roll-up. A change is counted as the difference of two tallies, so the roll-up equals a
/// recount at every commit. Demo and deleted calls add nothing. Cost is counted by attempt, since every try may cost.
/// </summary>
public readonly record struct CallTally(
    long Calls, long Placed, long Completed, long Missed, long Failed, long Cancelled, long TalkSeconds, decimal Cost)
{
    public bool IsZero => this == default;

    /// <summary>How many came to an end.</summary>
    public long Ended => Completed + Missed + Failed + Cancelled;

    public static CallTally Of(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.IsDemo || call.DeletedAt is not null)
        {
            return default;
        }

        var status = call.State.Status;
        return new CallTally(
            Calls: 1,
            Placed: call.Attempts > 0 || call.Direction == "inbound" ? 1 : 0,
            Completed: status == CallStatus.Completed ? 1 : 0,
            Missed: status is CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail ? 1 : 0,
            Failed: status == CallStatus.Failed ? 1 : 0,
            Cancelled: status == CallStatus.Cancelled ? 1 : 0,
            TalkSeconds: status == CallStatus.Completed ? call.State.DurationSeconds ?? 0 : 0,
            Cost: 0);
    }

    public static CallTally operator +(CallTally a, CallTally b) => new(
        a.Calls + b.Calls, a.Placed + b.Placed, a.Completed + b.Completed, a.Missed + b.Missed, a.Failed + b.Failed,
        a.Cancelled + b.Cancelled, a.TalkSeconds + b.TalkSeconds, a.Cost + b.Cost);

    public static CallTally operator -(CallTally a, CallTally b) => new(
        a.Calls - b.Calls, a.Placed - b.Placed, a.Completed - b.Completed, a.Missed - b.Missed, a.Failed - b.Failed,
        a.Cancelled - b.Cancelled, a.TalkSeconds - b.TalkSeconds, a.Cost - b.Cost);

    public static CallTally Add(CallTally left, CallTally right) => left + right;

    public static CallTally Subtract(CallTally left, CallTally right) => left - right;
}
