using CallPlatform.Core;

namespace CallPlatform.Worker.Loops;

/// <summary>Measures the queues and the limits in force.</summary>
internal sealed class GaugeLoop(PlatformGauges gauges, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await gauges.MeasureAsync(ct);
        return false;
    }

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(10), clock, ct);
}
