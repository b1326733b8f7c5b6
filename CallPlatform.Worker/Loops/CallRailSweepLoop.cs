using CallPlatform.Core.Providers.CallRail;

namespace CallPlatform.Worker.Loops;

/// <summary>Finds calls whose webhooks were lost.</summary>
internal sealed class CallRailSweepLoop(CallRailSweep sweep, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await sweep.RunIfDueAsync(ct);
        return false;
    }

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(10), clock, ct);
}
