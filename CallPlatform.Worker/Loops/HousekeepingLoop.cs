using CallPlatform.Core.Data;
using CallPlatform.Core.Exports;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Webhooks.Outbound;

namespace CallPlatform.Worker.Loops;

/// <summary>Prunes what is over.</summary>
internal sealed class HousekeepingLoop(RateCounters counters, Database database, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await counters.PruneAsync(ct);
        var now = clock.GetUtcNow();
        await Sessions.PruneAsync(database, now, ct);
        await WebhookRetention.PruneAsync(database, now, ct);
        await ExportDesk.PruneAsync(database, now, ct);
        return false;
    }

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(15), clock, ct);
}
