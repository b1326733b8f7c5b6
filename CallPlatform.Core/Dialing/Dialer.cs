using System.Diagnostics;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Claims due calls and asks their providers to dial. An attempt is committed before the request leaves; its outcome is stored
/// by <see cref="DialSettlements"/>, whatever it is. Limits how many requests this process has under way.
/// </summary>
public sealed partial class Dialer(
    IServiceScopeFactory scopes, VoiceProviders providers, DialSettlements settlements, IOptions<DialingOptions> options, TimeProvider clock, ILogger<Dialer> log) : IDisposable
{
    private readonly SemaphoreSlim inFlight = new(options.Value.MaxRequestsInFlight);

    /// <summary>Claims up to a batch of due calls and starts dialling them. Returns how many got a new answer: with none, there is nothing to do before a line is free or a time has come.</summary>
    public async Task<int> RunBatchAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (handled, started) = await ClaimAsync(scope.ServiceProvider, ct);
        foreach (var dial in started)
        {
            await inFlight.WaitAsync(ct);
            _ = SendAndReleaseAsync(dial);
        }

        return handled;
    }

    /// <summary>Sends a committed attempt and stores what came of it. Never throws for a provider's failure. The call as it was stored, if the provider took it.</summary>
    /// <remarks>It does not take a caller's token: a request that left is waited for, whoever stopped listening.</remarks>
    public async Task<Call?> SendAsync(StartedDial dial)
    {
        ArgumentNullException.ThrowIfNull(dial);
        var call = dial.Outbound;

        // A person's request dials within its own trace; what a loop dials goes on in the trace that made the call.
        using var activity = Telemetry.Source.StartActivity("dial", ActivityKind.Client, parentId: Activity.Current?.Id ?? dial.TraceParent);
        activity?.SetTag("call.id", call.CallId);
        activity?.SetTag("attempt.id", call.AttemptId);
        FaultPoint.Reached("dial.attempt_written");
        DialAnswer answer;
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.RequestTimeout, clock);
            answer = DialAnswer.Of(await providers[dial.Provider].PlaceAsync(call, timeout.Token));
        }
        catch (ProviderException error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Code);
            answer = DialAnswer.Of(error);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogUnexpected(error, call.CallId);
            answer = DialAnswer.Of(new ProviderException(dial.Provider, ProviderFailure.Unknown, "The request failed in an unforeseen way.", error));
        }

        FaultPoint.Reached("dial.answer_received");
        try
        {
            return await settlements.SettleAsync(dial, answer);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The attempt stays "sending": the recovery asks the provider what became of it.
            LogUnsettled(error, call.CallId);
            return null;
        }
    }

    public void Dispose() => inFlight.Dispose();

    private async Task SendAndReleaseAsync(StartedDial dial)
    {
        try
        {
            await SendAsync(dial);
        }
        finally
        {
            inFlight.Release();
        }
    }

    private async Task<(int Handled, List<StartedDial> Started)> ClaimAsync(IServiceProvider services, CancellationToken ct)
    {
        services.GetRequiredService<CurrentOrganization>().SetAll();
        var db = services.GetRequiredService<CallPlatformDbContext>();
        var starter = services.GetRequiredService<DialStarter>();
        return await services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var calls = await db.LockAsync(DialClaim.Statement(clock.GetUtcNow(), options.Value.BatchSize), token);
                await Outbound.LoadTextsAsync(db, calls, token);
                var result = await starter.StartAsync(calls, token);
                await DialClaim.NoteServedAsync(db, result, clock.GetUtcNow(), token);
                return (result.Changed, result.Dials());
            },
            ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Dialling call {CallId} failed in an unforeseen way; its outcome is looked up.")]
    private partial void LogUnexpected(Exception error, Guid callId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of dialling call {CallId} could not be stored; it is looked up at the provider.")]
    private partial void LogUnsettled(Exception error, Guid callId);
}

/// <summary>A committed attempt, ready to leave.</summary>
/// <param name="OrganizationId">Whose call it is.</param>
/// <param name="Provider">Who is asked.</param>
/// <param name="Outbound">What for.</param>
/// <param name="Known">The rows as they were committed.</param>
public sealed record StartedDial(Guid OrganizationId, string Provider, OutboundCall Outbound, KnownCall? Known)
{
    /// <summary>W3C trace context of what made the call.</summary>
    public string? TraceParent { get; init; }

    public static StartedDial Of(Call call, DialAttempt attempt, uint? version)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new StartedDial(call.OrganizationId, call.Provider, Dialing.Outbound.Of(call, attempt), version is { } known ? KnownCall.Of(call, attempt, known) : null)
        {
            TraceParent = call.TraceParent,
        };
    }
}
