using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;

namespace CallPlatform.Worker.Loops;

/// <summary>Claims jobs in batches and runs them side by side; what is done is reported with the next claim.</summary>
internal sealed class JobLoop(JobQueue queue, JobRunner runner, IEventBus bus, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private const int BatchSize = 50;
    private const int SideBySide = 16;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly string worker = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"[..40];
    private readonly WakeSignal wake = new(bus, BusTopics.JobsDue);
    private List<Guid> done = [];

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var jobs = await queue.CompleteAndClaimAsync(worker, done, BatchSize, Lease, ct);
        done = [];
        var finished = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Parallel.ForEachAsync(
            jobs,
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (job, _) =>
            {
                if (await runner.RunAsync(job, ct))
                {
                    finished.Add(job.Id);
                }
            });
        done = [.. finished];
        return jobs.Count > 0;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What was finished last would otherwise run once more when its lease ends.
        await queue.CompleteAndClaimAsync(worker, done, 0, Lease, cancellationToken);
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override Task IdleAsync(CancellationToken ct) => wake.WaitAsync(TimeSpan.FromSeconds(1), ct);
}
