using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Stores the failure of an attempt. A webhook may have been faster: what it proved stands. Only an outcome that rang no phone
/// makes the call due again; an unknown one is left to <see cref="DialRecovery"/>.
/// </summary>
internal sealed class DialSettlement(
    CallPlatformDbContext db, CallTransaction transaction, SignalIntake intake, UncountedTry uncounted,
    IOptions<DialingOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    public Task SettleAsync(Guid callId, Guid attemptId, ProviderException failure, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return transaction.RunAsync<object?>(
            async token =>
            {
                var call = (await db.LockAsync(callId, token))!;
                var attempt = await db.DialAttempts.AsTracking().FirstAsync(a => a.Id == attemptId, token);
                await StoreFailureAsync(call, attempt, failure, token);
                return null;
            },
            ct);
    }

    private async Task StoreFailureAsync(Call call, DialAttempt attempt, ProviderException failure, CancellationToken ct)
    {
        if (attempt.State is not (DialAttemptState.Sending or DialAttemptState.Unknown))
        {
            return; // a webhook or the recovery knows better by now
        }

        var now = clock.GetUtcNow();
        attempt.AnsweredAt = now;
        attempt.ErrorCode = failure.Code;
        attempt.ErrorMessage = failure.Message;
        switch (failure.Failure)
        {
            case ProviderFailure.Rejected or ProviderFailure.NotFound:
                attempt.State = DialAttemptState.Refused;
                attempt.NextLookupAt = null;
                await FailAsync(attempt, failure, now, ct);
                break;
            case ProviderFailure.Retryable or ProviderFailure.NotAsked:
                attempt.State = DialAttemptState.Retryable;
                attempt.NextLookupAt = null;
                var wait = failure.RetryAfter ?? DefaultRetry;
                uncounted.MakeDueAgain(call, ReasonOf(failure), now + (wait > LongestRetry ? LongestRetry : wait));
                break;
            default:
                attempt.State = DialAttemptState.Unknown;
                attempt.NextLookupAt = now + options.Value.LookupInterval;
                transaction.Append(call, CallEventKinds.Lookup, "platform", now, CallEventData.OfReason("dial_outcome_unknown", attempt.NextLookupAt));
                break;
        }
    }

    private async Task FailAsync(DialAttempt attempt, ProviderException failure, DateTimeOffset now, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct); // the intake reads the rows it locks anew
        await intake.ApplyAsync(
            [
                new ReportedSignal(attempt.Provider, null, attempt.Id, new CallSignal
                {
                    Source = SignalSource.DialAnswer,
                    Rank = FactRank.Bare,
                    Attempt = attempt.Number,
                    At = now,
                    Status = CallStatus.Failed,
                    ErrorCode = failure.Code,
                    ErrorMessage = failure.Message,
                }),
            ],
            ct);
    }

    private static string ReasonOf(ProviderException failure) => failure.Code switch
    {
        "concurrency" => DialReason.Concurrency,
        "rate_limit" or "daily_limit" => DialReason.Rate,
        _ => DialReason.ProviderDown,
    };
}
