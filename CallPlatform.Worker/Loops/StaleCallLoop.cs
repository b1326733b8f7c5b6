using CallPlatform.Core.Calls;
using Microsoft.Extensions.Options;

namespace CallPlatform.Worker.Loops;

/// <summary>Asks after calls that fell silent.</summary>
internal sealed class StaleCallLoop(StaleCallPoller poller, IOptions<StaleCallOptions> options, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct) => await poller.RunAsync(ct) > 0;

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(options.Value.PollInterval, clock, ct);
}
