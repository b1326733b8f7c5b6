using System.Collections.Concurrent;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using Microsoft.Extensions.Options;

namespace CallPlatform.Worker.Loops;

/// <summary>
/// Keeps as many jobs running as may run at once: whoever is slow holds up nobody but itself. What is done is reported with the next
/// claim, and leases are short and renewed, so that the jobs of a Worker that died are soon another's.
/// </summary>
internal sealed class JobLoop(
    JobQueue queue, JobRunner runner, IEventBus bus, IOptions<JobOptions> options, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly string worker = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private readonly WakeSignal wake = new(bus, BusTopics.JobsDue);
    private readonly ConcurrentDictionary<Guid, Task> running = new();
    private readonly ConcurrentQueue<Guid> finished = new();
    private readonly SemaphoreSlim ended = new(0);
    private readonly TimeProvider clock = clock;
    private DateTimeOffset renewedAt;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        await KeepLeasesAsync(ct);
        var free = options.Value.SideBySide - running.Count;
        if (free == 0)
        {
            await ended.WaitAsync(options.Value.Lease / 4, ct);
            return true;
        }

        var done = Take();
        List<Job> jobs;
        try
        {
            jobs = await queue.CompleteAndClaimAsync(worker, done, free, options.Value.Lease, ct);
        }
        catch
        {
            done.ForEach(finished.Enqueue);
            throw;
        }

        foreach (var job in jobs)
        {
            // Known before it runs: it may end before the next line.
            running[job.Id] = Task.CompletedTask;
            running.TryUpdate(job.Id, Task.Run(() => RunAsync(job, ct), CancellationToken.None), Task.CompletedTask);
        }

        return jobs.Count == free;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.Values).WaitAsync(cancellationToken);

        // What was finished last would otherwise run once more when its lease ends.
        await queue.CompleteAndClaimAsync(worker, Take(), 0, options.Value.Lease, cancellationToken);
    }

    public override void Dispose()
    {
        wake.Dispose();
        ended.Dispose();
        base.Dispose();
    }

    protected override Task IdleAsync(CancellationToken ct) => wake.WaitAsync(TimeSpan.FromSeconds(1), ct);

    private async Task RunAsync(Job job, CancellationToken ct)
    {
        try
        {
            if (await runner.RunAsync(job, ct))
            {
                finished.Enqueue(job.Id);
            }
        }
        finally
        {
            running.TryRemove(job.Id, out _);
            ended.Release();
        }
    }

    private List<Guid> Take()
    {
        var done = new List<Guid>();
        while (finished.TryDequeue(out var id))
        {
            done.Add(id);
        }

        // Ends that nobody waited for are no news any more.
        while (ended.Wait(0))
        {
        }

        return done;
    }

    private async Task KeepLeasesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - renewedAt < options.Value.Lease / 4)
        {
            return;
        }

        renewedAt = now;
        await queue.RenewAsync(worker, [.. running.Keys, .. finished], options.Value.Lease, ct);
        await queue.ReleaseExpiredAsync(ct);
    }
}
