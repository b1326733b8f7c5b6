using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Finds out what became of attempts whose outcome is open: the process died, or the provider's answer was none. It asks the
/// provider. Found: adopted. Not found twice, an interval apart and after the request's own time-out: no phone rang, the call is
/// due again. Unknowable for long: failed as <c>dial_outcome_unknown</c>, for people to decide. Nothing is dialled here.
/// </summary>
public sealed partial class DialRecovery(
    IServiceScopeFactory scopes, VoiceProviders providers, IOptions<DialingOptions> options, TimeProvider clock, ILogger<DialRecovery> log)
{
    private const int LookupsThatProveAbsence = 2;

    /// <summary>Looks after up to 100 open attempts that are due. Returns how many.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<DialAttempt> open;
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
            var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
            var now = clock.GetUtcNow();

            // Taken for a while, so that another Worker leaves them alone while this one asks.
            var lease = now + options.Value.RequestTimeout;
            open = await db.DialAttempts.FromSql($"""
                update dial_attempts set next_lookup_at = {lease} where id in (
                  select id from dial_attempts where state in ('sending', 'unknown') and next_lookup_at <= {now}
                  order by next_lookup_at limit 100 for update skip locked)
                returning *
                """).IgnoreQueryFilters().AsNoTracking().ToListAsync(ct);
        }

        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, RecoverAsync);
        return open.Count;
    }

    private async ValueTask RecoverAsync(DialAttempt attempt, CancellationToken ct)
    {
        ReportedSignal? found = null;
        var known = false;
        try
        {
            var provider = providers[attempt.Provider];
            if (provider.CanLookUp)
            {
                found = await provider.FindAttemptAsync(attempt.Id, attempt.SendingAt, ct);
                known = true;
            }
        }
        catch (ProviderException error)
        {
            LogLookupFailed(error, attempt.CallId, attempt.Provider);
        }

        FaultPoint.Reached("recovery.answered");
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(attempt.OrganizationId);
        await new Conclusion(scope.ServiceProvider, options.Value, clock).StoreAsync(attempt, known, found, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: {Provider} could not be asked whether it was dialled; asked again later.")]
    private partial void LogLookupFailed(Exception error, Guid callId, string provider);

    private sealed class Conclusion(IServiceProvider services, DialingOptions options, TimeProvider clock)
    {
        private readonly CallPlatformDbContext db = services.GetRequiredService<CallPlatformDbContext>();
        private readonly CallTransaction transaction = services.GetRequiredService<CallTransaction>();
        private readonly SignalIntake intake = services.GetRequiredService<SignalIntake>();
        private readonly UncountedTry uncounted = services.GetRequiredService<UncountedTry>();

        public Task<object?> StoreAsync(DialAttempt seen, bool known, ReportedSignal? found, CancellationToken ct) =>
            transaction.RunAsync<object?>(
                async token =>
                {
                    var call = (await db.LockAsync(seen.CallId, token))!;
                    var attempt = await db.DialAttempts.AsTracking().FirstAsync(a => a.Id == seen.Id, token);
                    if (attempt.State is not (DialAttemptState.Sending or DialAttemptState.Unknown))
                    {
                        return null; // its answer or a webhook came meanwhile
                    }

                    var now = clock.GetUtcNow();
                    if (found is not null)
                    {
                        await intake.ApplyAsync([found with { AttemptId = attempt.Id }], token);
                    }
                    else if (known)
                    {
                        NotFound(call, attempt, now);
                    }
                    else
                    {
                        await UnknownAsync(attempt, now, token);
                    }

                    return null;
                },
                ct);

        private void NotFound(Call call, DialAttempt attempt, DateTimeOffset now)
        {
            attempt.Lookups++;
            attempt.State = DialAttemptState.Unknown;
            attempt.NextLookupAt = now + options.LookupInterval;
            if (attempt.Lookups < LookupsThatProveAbsence)
            {
                return;
            }

            attempt.State = DialAttemptState.NotDialled;
            attempt.NextLookupAt = null;
            if (call.State.Attempt == attempt.Number && call.IsOpen)
            {
                uncounted.MakeDueAgain(call, DialReason.ProviderDown, now);
                transaction.Wake(Events.BusTopics.CallsDue);
            }
        }

        private async Task UnknownAsync(DialAttempt attempt, DateTimeOffset now, CancellationToken ct)
        {
            attempt.State = DialAttemptState.Unknown;
            var canLookUp = services.GetRequiredService<VoiceProviders>()[attempt.Provider].CanLookUp;
            if (canLookUp && now - attempt.SendingAt < options.GiveUpLookupAfter)
            {
                attempt.NextLookupAt = now + options.LookupInterval;
                return;
            }

            attempt.NextLookupAt = null;
            attempt.ErrorCode = "dial_outcome_unknown";
            await db.SaveChangesAsync(ct);
            await intake.ApplyAsync(
                [
                    new ReportedSignal(attempt.Provider, null, attempt.Id, new CallSignal
                    {
                        Source = SignalSource.Platform,
                        Rank = FactRank.Guess,
                        Attempt = attempt.Number,
                        At = now,
                        Status = CallStatus.Failed,
                        ErrorCode = "dial_outcome_unknown",
                        ErrorMessage = "The provider did not say whether it dialled. The phone may have rung, so it is not dialled again by itself.",
                    }),
                ],
                ct);
        }
    }
}
