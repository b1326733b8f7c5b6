using CallPlatform.Core.Dialing;
using CallPlatform.Core.Events;

namespace CallPlatform.Worker.Loops;

/// <summary>Dials what is due.</summary>
internal sealed class DialerLoop(Dialer dialer, IEventBus bus, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly WakeSignal wake = new(bus, BusTopics.CallsDue);

    public override async Task<bool> RunOnceAsync(CancellationToken ct) => await dialer.RunBatchAsync(ct) > 0;

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override Task IdleAsync(CancellationToken ct) => wake.WaitAsync(TimeSpan.FromSeconds(1), ct);
}
