using CallPlatform.Core.Events;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Worker.Loops;

/// <summary>Works off stored webhooks as they come.</summary>
internal sealed class InboxLoop(InboxProcessor inbox, IEventBus bus, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly WakeSignal wake = new(bus, BusTopics.InboxFilled);

    public override async Task<bool> RunOnceAsync(CancellationToken ct) => await inbox.RunBatchAsync(ct) > 0;

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override Task IdleAsync(CancellationToken ct) => wake.WaitAsync(TimeSpan.FromSeconds(2), ct);
}
