using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>What came of a person's "call now".</summary>
public enum CallNowOutcome
{
    /// <summary>The provider was asked; the call's status says what it answered.</summary>
    Sent,

    /// <summary>No line is free this moment; it goes first.</summary>
    GoesFirst,

    /// <summary>The rule says no, for now or for good; nothing was changed.</summary>
    Refused,
    NotFound,
    UnderWay,

    /// <summary>It is completed or was called off.</summary>
    Over,
}

public sealed record CallNowResult(CallNowOutcome Outcome, DialDecision? Decision = null);

/// <summary>
/// A person wants a ready or missed call made now. The rules hold as ever; among calls that wait for a line it goes first.
/// </summary>
public sealed class CallNow(
    CallPlatformDbContext db, CallTransaction transaction, DialStarter starter, DialFactsReader facts, Dialer dialer, DialsUnderWay underWay,
    IOptions<DialingOptions> options, TimeProvider clock)
{
    /// <summary>Dials, and waits for the provider's answer at most <see cref="DialingOptions.PersonWaitSeconds"/>.</summary>
    /// <param name="callId">The call.</param>
    /// <param name="prepare">Sees the locked call before the rule is asked; false: not this one.</param>
    /// <param name="ct">Ends the wait, not the dial.</param>
    public async Task<CallNowResult> RunAsync(Guid callId, Func<Call, CancellationToken, Task<bool>>? prepare, CancellationToken ct)
    {
        var (result, started) = await transaction.RunAsync(token => CommitAsync(callId, prepare, token), ct);
        if (started is not null)
        {
            var dial = underWay.Track(dialer.SendAsync(started));
            await Task.WhenAny(dial, Task.Delay(options.Value.PersonWait, clock, ct));
        }

        return result;
    }

    /// <summary>Puts a locked call first in the queue: a missed one as a further try. Null when done, else why not.</summary>
    public string? PutFirst(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var status = call.State.Status;
        if (status.IsActive())
        {
            return "under_way";
        }

        if (status is CallStatus.Completed or CallStatus.Cancelled)
        {
            return "over";
        }

        var now = clock.GetUtcNow();
        if (status.IsMissed())
        {
            transaction.MakeDue(call, null, now, now);
        }

        call.DueAt = now;
        call.Priority = CallPriority.Person;
        call.MaxAttempts = Math.Max(call.MaxAttempts, call.Attempts + 1);
        call.UpdatedAt = now;
        transaction.Wake(Events.BusTopics.CallsDue);
        return null;
    }

    private async Task<(CallNowResult, StartedDial?)> CommitAsync(Guid callId, Func<Call, CancellationToken, Task<bool>>? prepare, CancellationToken ct)
    {
        var call = await db.LockAsync(callId, ct);
        if (call is null || (prepare is not null && !await prepare(call, ct)))
        {
            return (new CallNowResult(CallNowOutcome.NotFound), null);
        }

        if (call.State.Status.IsActive() || call.State.Status is CallStatus.Completed or CallStatus.Cancelled)
        {
            return (new CallNowResult(call.State.Status.IsActive() ? CallNowOutcome.UnderWay : CallNowOutcome.Over), null);
        }

        await Outbound.LoadTextsAsync(db, [call], ct);
        await facts.HoldLimitsAsync(call.OrganizationId, ct);
        var decision = await starter.AskForNowAsync(call, ct);
        if (decision.Verdict != DialVerdict.Allow && decision.Reason is not (DialReason.Concurrency or DialReason.Rate))
        {
            return (new CallNowResult(CallNowOutcome.Refused, decision), null);
        }

        PutFirst(call);
        var attempt = starter.Settle(call, decision);
        return attempt is null
            ? (new CallNowResult(CallNowOutcome.GoesFirst, decision), null)
            : (new CallNowResult(CallNowOutcome.Sent), StartedDial.Of(call, attempt, null));
    }
}
