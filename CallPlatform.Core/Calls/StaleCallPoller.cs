using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Calls;

/// <summary>Asks providers after calls that fell silent: a lost webhook costs minutes, not the call.</summary>
public sealed partial class StaleCallPoller(
    IServiceScopeFactory scopes, VoiceProviders providers, IOptions<StaleCallOptions> options, TimeProvider clock, ILogger<StaleCallPoller> log)
{
    /// <summary>Asks after up to 200 silent calls. Returns how many were asked after.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        List<Call> silent;
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
            var now = clock.GetUtcNow();
            var next = now + options.Value.SyncAfter;
            silent = await scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>().LockAsync(
                $"""
                update calls set next_poll_at = {next} where id in (
                  select id from calls where status in ('queued', 'initiated', 'ringing', 'in-progress') and next_poll_at <= {now}
                  order by next_poll_at limit 200 for update skip locked)
                returning id
                """,
                ct);
        }

        await Parallel.ForEachAsync(
            silent, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (call, token) => await SyncAsync(call, token));
        return silent.Count;
    }

    /// <summary>Asks the provider about one call and stores its answer. Returns null when it could not be asked, else why not.</summary>
    public async Task<ProviderException?> SyncAsync(Call call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.State.ProviderCallId is not { } providerCallId)
        {
            return null; // not at the provider yet: the dial's recovery looks after it
        }

        if (!providers[call.Provider].CanLookUp)
        {
            // Its webhooks are the only source: silence is no news until the call's deadline, then it is over.
            await StoreAsync(call, call.DeadlineAt < clock.GetUtcNow() ? Silent(call, clock.GetUtcNow(), known: true) : null, ct);
            return null;
        }

        ReportedSignal? told = null;
        ProviderException? failure = null;
        try
        {
            told = await providers[call.Provider].GetAsync(providerCallId, ct);
            if (call.DeadlineAt < clock.GetUtcNow() && told.Signal.Status is { } status && !status.IsTerminal())
            {
                // Held past every limit of ours: ended there, and the next word about it is its end.
                await providers[call.Provider].EndAsync(providerCallId, call.State.ControlUrl, ct);
            }
        }
        catch (ProviderException error)
        {
            failure = error;
            LogNotAsked(error, call.Id, call.Provider);
            told = GiveUp(call, error, clock.GetUtcNow());
        }

        FaultPoint.Reached("poll.answered");
        await StoreAsync(call, told, ct);
        return failure;
    }

    private async Task StoreAsync(Call call, ReportedSignal? told, CancellationToken ct)
    {
        if (told is not null)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(call.OrganizationId);
            var intake = scope.ServiceProvider.GetRequiredService<SignalIntake>();
            await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(token => intake.ApplyAsync([told], token), ct);
        }
    }

    /// <summary>Silence for too long, or a line held past its deadline, is a failure, until the provider says otherwise.</summary>
    private ReportedSignal? GiveUp(Call call, ProviderException error, DateTimeOffset now)
    {
        var silentFor = now - (call.HeardAt ?? call.UpdatedAt);
        if (silentFor < options.Value.FailAfter && !(call.DeadlineAt < now))
        {
            return null;
        }

        return Silent(call, now, known: error.Failure != ProviderFailure.NotFound);
    }

    private static ReportedSignal Silent(Call call, DateTimeOffset now, bool known) =>
        new(call.Provider, call.State.ProviderCallId, null, new CallSignal
        {
            Source = SignalSource.Platform,
            Rank = FactRank.Guess,
            Attempt = call.State.Attempt,
            At = now,
            Status = CallStatus.Failed,
            ErrorCode = "provider_silent",
            ErrorMessage = known
                ? $"{call.Provider} said nothing about this call for {(int)(now - (call.HeardAt ?? call.UpdatedAt)).TotalMinutes} minutes."
                : $"{call.Provider} does not know this call any more.",
        });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId}: {Provider} could not be asked how it stands.")]
    private partial void LogNotAsked(Exception error, Guid callId, string provider);
}
