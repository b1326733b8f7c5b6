using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Asks the rule about locked calls and writes down what follows, in the caller's transaction: an attempt to be sent, a later
/// time with its reason, or the end. A changed answer is a row of the ledger.
/// </summary>
public sealed class DialStarter(
    CallPlatformDbContext db, CallTransaction transaction, DialFactsReader facts, IOptions<DialingOptions> options, TimeProvider clock)
{
    /// <summary>What the rule says about the call now; nothing is written.</summary>
    public async Task<DialDecision> AskAsync(Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var book = await facts.ReadAsync([SubjectOf(call)], ct);
        return Ask(call, book, clock.GetUtcNow());
    }

    /// <summary>What the rule says if a person wants the call made now, as one more try.</summary>
    public async Task<DialDecision> AskForNowAsync(Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var book = await facts.ReadAsync([SubjectOf(call)], ct);
        var now = clock.GetUtcNow();
        return DialPolicy.Decide(CandidateOf(call) with { MaxAttempts = call.Attempts + 1, DueAt = now }, book.Of(SubjectOf(call)), now);
    }

    /// <summary>The attempts to send for those that may go. The caller holds the limits of every organisation among them.</summary>
    /// <param name="calls">Locked, in the order in which lines are given out.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<StartedCalls> StartAsync(IReadOnlyList<Call> calls, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return Start(calls, await facts.ReadAsync([.. calls.Select(SubjectOf)], ct));
    }

    /// <summary>The same with facts that were read under the held limits.</summary>
    public StartedCalls Start(IReadOnlyList<Call> calls, FactBook book)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(book);
        var now = clock.GetUtcNow();
        var started = new List<(Call, DialAttempt)>();
        var changed = 0;
        foreach (var call in calls)
        {
            var answer = call.LastAnswer;
            var decision = Ask(call, book, now);
            if (Settle(call, decision) is { } attempt)
            {
                book.CountStarted(call.OrganizationId);
                started.Add((call, attempt));
            }

            changed += decision.WaitsForLine && call.LastAnswer == answer ? 0 : 1;
        }

        return new StartedCalls(started, changed, book.Version);
    }

    public static DialSubject SubjectOf(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new DialSubject(call.OrganizationId, call.ToNumber, call.Contact?.TimeZone, call.CampaignId, call.Provider, call.ProjectId);
    }

    public static DialDecision Ask(Call call, FactBook book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(book);
        return DialPolicy.Decide(CandidateOf(call), book.Of(SubjectOf(call)), now);
    }

    private static DialCandidate CandidateOf(Call call) => new(call.Attempts, call.MaxAttempts, call.DueAt, call.CancelRequestedAt is not null)
    {
        PlacedByPerson = call.CallType is CallTypes.Direct or CallTypes.Demo,
    };

    /// <summary>Writes down what follows from the rule's answer.</summary>
    public DialAttempt? Settle(Call call, DialDecision decision)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(decision);
        var now = clock.GetUtcNow();
        Note(call, decision, now);
        switch (decision.Verdict)
        {
            case DialVerdict.Allow:
                return Begin(call, now);
            case DialVerdict.Wait when decision.WaitsForLine:
                Wait(call, decision.Reason!, decision.Until!.Value); // its place in the queue stays
                return null;
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
        Wait(call, reason, until);
        call.DueAt = until;
        call.WaitUntil = until;
        call.UpdatedAt = clock.GetUtcNow();
    }

    private void Wait(Call call, string reason, DateTimeOffset until)
    {
        if (call.WaitReason == reason)
        {
            return;
        }

        call.WaitReason = reason;
        call.WaitUntil = until;
        call.UpdatedAt = clock.GetUtcNow();
        transaction.Append(call, CallEventKinds.Waiting, "platform", clock.GetUtcNow(), CallEventData.OfReason(reason, until));
        transaction.Announce(call);
    }

    // A row per change of answer, not per question: a call that waits for its hour all night has one.
    private void Note(Call call, DialDecision decision, DateTimeOffset now)
    {
        var verdict = decision.Verdict switch { DialVerdict.Allow => "allow", DialVerdict.Wait => "wait", _ => "never" };
        var answer = decision.Reason is null ? verdict : $"{verdict}:{decision.Reason}";
        if (call.LastAnswer == answer && decision.Verdict != DialVerdict.Allow)
        {
            return;
        }

        call.LastAnswer = answer;
        db.DialDecisions.Add(new LedgerEntry
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = call.OrganizationId,
            CallId = call.Id,
            ContactId = call.ContactId,
            CampaignId = call.CampaignId,
            Attempt = call.State.Attempt,
            Verdict = verdict,
            Reason = decision.Reason,
            Until = decision.Until,
            At = now,
        });
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
        var waited = (now - (call.DueAt ?? now)).TotalSeconds;
        transaction.Measure(() => Telemetry.TimeToDial.Record(waited, new KeyValuePair<string, object?>("provider", attempt.Provider)));
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
        var cancelled = reason != DialReason.AttemptsUsed; // nothing failed: it was not to be made
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Platform,
            Rank = reason == DialReason.Cancelled ? FactRank.Person : FactRank.Guess,
            Attempt = call.State.Attempt,
            At = now,
            Status = cancelled ? CallStatus.Cancelled : CallStatus.Failed,
            ErrorCode = reason,
            ErrorMessage = reason switch
            {
                DialReason.AttemptsUsed => "All allowed attempts are used.",
                DialReason.Suppressed => "This number is on the suppression list.",
                DialReason.RecentContact => "Somebody of the business talked with this person meanwhile.",
                DialReason.CampaignOver => "The campaign was cancelled.",
                _ => null,
            },
        });
        call.DueAt = null;
        call.WaitReason = null;
        call.WaitUntil = null;
        call.UpdatedAt = now;
        transaction.Append(call, CallEventKinds.StatusChanged, "platform", now, CallEventData.OfReason(reason));
        transaction.Announce(call);
        transaction.Count(call, tally);
    }
}

/// <summary>The attempts to send, and how many of the calls asked about got a new answer.</summary>
/// <param name="Started">In the order in which lines were given out.</param>
/// <param name="Changed">Calls with a new answer.</param>
/// <param name="Version">The <c>xmin</c> of the rows that the transaction writes.</param>
public sealed record StartedCalls(IReadOnlyList<(Call Call, DialAttempt Attempt)> Started, int Changed, uint? Version)
{
    /// <summary>Ready to leave, once the transaction is committed.</summary>
    public List<StartedDial> Dials() => [.. Started.Select(s => StartedDial.Of(s.Call, s.Attempt, Version))];
}
