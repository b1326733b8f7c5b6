using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Asks the rule about a locked call and writes down what follows, in the caller's transaction: an attempt to be sent, a later
/// time with its reason, or the end.
/// </summary>
public sealed class DialStarter(
    CallPlatformDbContext db, CallTransaction transaction, ProviderHealth health, IOptions<DialingOptions> options, TimeProvider clock)
{
    /// <summary>The attempt to send once the transaction is committed; null when the call may not go now.</summary>
    public DialAttempt? Start(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var now = clock.GetUtcNow();
        var decision = DialPolicy.Decide(
            new DialCandidate(call.Attempts, call.MaxAttempts, call.DueAt, call.CancelRequestedAt is not null),
            new DialFacts(health.DownUntil(call.Provider)),
            now);
        switch (decision.Verdict)
        {
            case DialVerdict.Allow:
                return Begin(call, now);
            case DialVerdict.Wait:
                Postpone(call, decision.Reason!, decision.Until!.Value);
                return null;
            default:
                End(call, decision.Reason!, now);
                return null;
        }
    }

    /// <summary>Makes the call due again later; people see why.</summary>
    public void Postpone(Call call, string reason, DateTimeOffset until)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.WaitReason != reason)
        {
            transaction.Append(call, CallEventKinds.Waiting, "platform", clock.GetUtcNow(), CallEventData.OfReason(reason, until));
            transaction.Announce(call);
        }

        call.DueAt = until;
        call.WaitReason = reason;
        call.WaitUntil = until;
        call.UpdatedAt = clock.GetUtcNow();
    }

    private DialAttempt Begin(Call call, DateTimeOffset now)
    {
        var tally = CallTally.Of(call);
        var attempt = new DialAttempt
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = call.OrganizationId,
            CallId = call.Id,
            Number = call.State.Attempt,
            Provider = call.Provider,
            State = DialAttemptState.Sending,
            SendingAt = now,

            // If this process dies, somebody looks for the call once its request cannot be under way any more.
            NextLookupAt = now + options.Value.RequestTimeout + TimeSpan.FromSeconds(1),
        };
        db.DialAttempts.Add(attempt);
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Platform, Rank = FactRank.Bare, Attempt = attempt.Number, At = now, Status = CallStatus.Queued,
        });
        call.Attempts++;
        call.DueAt = null;
        call.WaitReason = null;
        call.WaitUntil = null;
        call.HeardAt = now;
        call.NextPollAt = null; // the recovery looks after it until the provider has it
        call.DeadlineAt = now + options.Value.LongestCall;
        call.UpdatedAt = now;
        transaction.Append(call, CallEventKinds.Dialling, "platform", now);
        transaction.Announce(call);
        transaction.Count(call, tally);
        return attempt;
    }

    private void End(Call call, string reason, DateTimeOffset now)
    {
        var tally = CallTally.Of(call);
        var cancelled = reason == DialReason.Cancelled;
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Platform,
            Rank = cancelled ? FactRank.Person : FactRank.Guess,
            Attempt = call.State.Attempt,
            At = now,
            Status = cancelled ? CallStatus.Cancelled : CallStatus.Failed,
            ErrorCode = reason,
            ErrorMessage = reason == DialReason.AttemptsUsed ? "All allowed attempts are used." : null,
        });
        call.DueAt = null;
        call.UpdatedAt = now;
        transaction.Append(call, CallEventKinds.StatusChanged, "platform", now, CallEventData.OfReason(reason));
        transaction.Announce(call);
        transaction.Count(call, tally);
    }
}
