using CallPlatform.Core.Calls;
using CallPlatform.Core.Metrics;

namespace CallPlatform.Core.Dialing;

/// <summary>A try that rang no phone: it does not count, and the call is due again as a new try.</summary>
internal sealed class UncountedTry(CallTransaction transaction, DialStarter starter, TimeProvider clock)
{
    /// <summary>Makes a locked call due at <paramref name="at"/>, in the caller's transaction; people see <paramref name="reason"/>.</summary>
    public void MakeDueAgain(Call call, string reason, DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        var tally = CallTally.Of(call);
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Platform,
            Rank = FactRank.Bare,
            Attempt = call.State.Attempt + 1,
            At = now,
            Status = CallStatus.Ready,
        });
        call.Attempts = Math.Max(0, call.Attempts - 1);
        call.DeadlineAt = null;
        call.NextPollAt = null;
        transaction.Count(call, tally);
        starter.Postpone(call, reason, at);
    }
}
