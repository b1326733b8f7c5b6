using CallPlatform.Core.Jobs;
using CallPlatform.Core.Organizations;

namespace CallPlatform.Worker.Loops;

/// <summary>Hands on the jobs of workers that are gone, and prunes what is over.</summary>
internal sealed class HousekeepingLoop(JobQueue jobs, RateCounters counters, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await jobs.ReleaseExpiredAsync(ct);
        await counters.PruneAsync(ct);
        return false;
    }

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(15), clock, ct);
}
