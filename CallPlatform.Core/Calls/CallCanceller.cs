using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Metrics;

namespace CallPlatform.Core.Calls;

public enum CancelOutcome
{
    Cancelled, NotFound, AlreadyOver,
}

/// <summary>
/// A person calls a call off. It is cancelled at once in our books, which no later report overrules; the line at the provider
/// is ended by a job, since the provider may not know the call yet, or not listen at first.
/// </summary>
public sealed class CallCanceller(CallPlatformDbContext db, CallTransaction transaction, TimeProvider clock)
{
    public Task<CancelOutcome> CancelAsync(Guid callId, Guid? byUser, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var call = await db.LockAsync(callId, token);
                if (call is null)
                {
                    return CancelOutcome.NotFound;
                }

                if (!call.IsOpen)
                {
                    return CancelOutcome.AlreadyOver;
                }

                Cancel(call, byUser);
                return CancelOutcome.Cancelled;
            },
            ct);

    /// <summary>Cancels a locked open call within the caller's transaction.</summary>
    public void Cancel(Call call, Guid? byUser)
    {
        ArgumentNullException.ThrowIfNull(call);
        var now = clock.GetUtcNow();
        var tally = CallTally.Of(call);
        if (call.State.Status.IsActive())
        {
            db.Jobs.Add(EndCallJob.For(call, now));
            transaction.Wake(Events.BusTopics.JobsDue);
        }

        call.CancelRequestedAt = now;
        call.State = CallLifecycle.Apply(call.State, new CallSignal
        {
            Source = SignalSource.Person, Rank = FactRank.Person, Attempt = call.State.Attempt, At = now, Status = CallStatus.Cancelled,
        });
        call.DueAt = null;
        call.WaitReason = null;
        call.WaitUntil = null;
        call.NextPollAt = null;
        call.UpdatedAt = now;
        transaction.Append(call, CallEventKinds.CancelRequested, byUser is null ? "platform" : "person", now);
        transaction.Announce(call);
        transaction.Count(call, tally);
    }
}
