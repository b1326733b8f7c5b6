using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// A missed call is due again as its schedule says. It waits for the provider's record or report: a bare status may yet turn out to
/// have been a talk. What nobody knows the outcome of is never dialled again by itself.
/// </summary>
internal sealed class RetryAfterMiss(
    CallPlatformDbContext db, CallTransaction transaction, DialFactsReader facts, TimeProvider clock) : ICallReaction
{
    public async Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        var missed = changes.Where(c => c.After.Status.IsMissed() && c.Call.IsOpenToRetry()).ToList();
        foreach (var change in missed)
        {
            change.Call.MissedReason = change.After.Status.Name();
        }

        var certain = missed.Where(c => IsCertain(c.After) && !(IsCertain(c.Before) && c.Before.Status.IsTerminal() && c.Before.Attempt == c.After.Attempt)).ToList();
        if (certain.Count == 0)
        {
            return;
        }

        await Outbound.LoadTextsAsync(db, [.. certain.Select(c => c.Call)], ct);
        var book = await facts.ReadAsync([.. certain.Select(c => DialStarter.SubjectOf(c.Call))], ct);
        foreach (var change in certain)
        {
            var call = change.Call;
            if (book.ScheduleOf(call.OrganizationId, DialStarter.SubjectOf(call).ScheduleScope)?.RetryAfter(change.After.Status, call.Attempts) is { } wait
                && change.After.Outcome != Campaigns.CallOutcomes.DoNotCall)
            {
                call.MaxAttempts = Math.Max(call.MaxAttempts, call.Attempts + 1);
                transaction.MakeDue(call, DialReason.Retry, clock.GetUtcNow() + wait, clock.GetUtcNow());
            }
        }
    }

    // A failure that another try cannot mend (a refused number, a frozen account) has another code.
    private static bool IsCertain(CallState state) =>
        state.OutcomeRank >= (short)FactRank.Record && (state.Status != CallStatus.Failed || state.ErrorCode == "provider_failed");
}

internal static class Retries
{
    /// <summary>Calls that a rule placed are tried again by rule; what a person placed, the person places again.</summary>
    public static bool IsOpenToRetry(this Call call) =>
        call is { IsDemo: false, CancelRequestedAt: null, Direction: "outbound", DeletedAt: null } && call.CallType != CallTypes.Direct;

    /// <summary>Starts a further try of an ended call: a new state with no facts, due at a time.</summary>
    public static void MakeDue(this CallTransaction transaction, Call call, string? reason, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var tally = Metrics.CallTally.Of(call);
        var before = call.State;
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Platform, Rank = FactRank.Bare, Attempt = call.State.Attempt + 1, At = now, Status = CallStatus.Ready,
        });
        call.DueAt = dueAt;
        call.WaitReason = reason;
        call.WaitUntil = reason is null ? null : dueAt;
        call.DeadlineAt = null;
        call.NextPollAt = null;
        call.LastAnswer = null;
        call.UpdatedAt = now;
        transaction.Append(call, CallEventKinds.StatusChanged, "platform", now, CallEventData.OfStatus(call, before));
        if (reason is not null)
        {
            transaction.Append(call, CallEventKinds.Waiting, "platform", now, CallEventData.OfReason(reason, dueAt));
        }

        transaction.Announce(call);
        transaction.Count(call, tally);
        transaction.Wake(Events.BusTopics.CallsDue);
    }
}
