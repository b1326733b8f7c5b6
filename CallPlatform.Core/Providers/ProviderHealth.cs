using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Polly;
using Polly.CircuitBreaker;

namespace CallPlatform.Core.Providers;

/// <summary>
/// A circuit breaker a provider: while it is open nobody is asked, calls wait with <c>provider_down</c>, other providers go on.
/// Only failures of the provider count (no answer, 5xx), never its refusals.
/// </summary>
public sealed class ProviderHealth(TimeProvider clock)
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, Circuit> circuits = new();

    /// <summary>When the provider may be asked again; null while it is well.</summary>
    public DateTimeOffset? DownUntil(string provider) =>
        circuits.TryGetValue(provider, out var circuit) && circuit.State.CircuitState is CircuitState.Open or CircuitState.Isolated
            ? circuit.OpenedAt + Break
            : null;

    /// <summary>Sends through the provider's circuit, and measures how long it took and what came of it.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string provider, string operation, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var circuit = circuits.GetOrAdd(provider, _ => new Circuit(clock));
        var started = clock.GetTimestamp();
        var outcome = "no_answer";
        try
        {
            var response = await circuit.Pipeline.ExecuteAsync(async token => await send(token), ct);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            return response;
        }
        catch (BrokenCircuitException error)
        {
            outcome = "not_asked";
            throw new ProviderException(
                provider, ProviderFailure.NotAsked, $"{provider} failed several times in a row and is asked again in a few seconds.", error)
            {
                Code = "provider_down",
                RetryAfter = Break,
            };
        }
        finally
        {
            Telemetry.ProviderDuration.Record(
                clock.GetElapsedTime(started).TotalSeconds, new TagList { { "provider", provider }, { "operation", operation }, { "outcome", outcome } });
        }
    }

    private sealed class Circuit
    {
        public Circuit(TimeProvider clock)
        {
            Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
                .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
                {
                    FailureRatio = 0.6,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(20),
                    BreakDuration = Break,
                    StateProvider = State,
                    OnOpened = _ =>
                    {
                        OpenedAt = clock.GetUtcNow();
                        return ValueTask.CompletedTask;
                    },
                    ShouldHandle = args => ValueTask.FromResult(
                        args.Outcome.Exception is HttpRequestException or TaskCanceledException
                        || args.Outcome.Result is { StatusCode: >= System.Net.HttpStatusCode.InternalServerError }),
                })
                .Build();
        }

        public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }

        public CircuitBreakerStateProvider State { get; } = new();

        public DateTimeOffset OpenedAt { get; private set; }
    }
}
