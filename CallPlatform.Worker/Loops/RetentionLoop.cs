using CallPlatform.Core.Privacy;

namespace CallPlatform.Worker.Loops;

/// <summary>Takes away what organisations keep no longer, every five minutes.</summary>
internal sealed class RetentionLoop(Retention retention, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override Task<bool> RunOnceAsync(CancellationToken ct) => retention.PruneAsync(clock.GetUtcNow(), ct);

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromMinutes(5), clock, ct);
}
