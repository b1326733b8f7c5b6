using CallPlatform.Benchmarks.Support;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;

namespace CallPlatform.Benchmarks.Parts;

/// <summary>
/// Enqueue, claim and complete no-op jobs: in batches as the Worker does, against the same work a job at a time, which is what
/// a queue without batches costs on this machine.
/// </summary>
internal static class JobsPart
{
    public static async Task RunAsync(Bench bench)
    {
        await using var database = new Database(await bench.CreateDatabaseAsync());
        var queue = new JobQueue(database, TimeProvider.System);
        var batched = bench.Quick ? 5_000 : 20_000;
        var single = bench.Quick ? 300 : 1_000;
        await bench.CompareAsync(
            "job queue: enqueue, claim, complete; batches of 100", "one job a statement", "1/s", "≥ 6",
            async () => batched / await Bench.SecondsAsync(() => WorkOffAsync(queue, batched, 100)),
            async () => single / await Bench.SecondsAsync(() => WorkOffAsync(queue, single, 1)));
    }

    private static async Task WorkOffAsync(JobQueue queue, int jobs, int batch)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var group in Enumerable.Range(0, jobs).Chunk(batch))
        {
            await queue.EnqueueAsync(
                [.. group.Select(_ => new Job { Id = Guid.CreateVersion7(), Kind = "nothing", DueAt = now, CreatedAt = now })], CancellationToken.None);
        }

        List<Guid> done = [];
        do
        {
            var claimed = await queue.CompleteAndClaimAsync("bench", done, batch, TimeSpan.FromMinutes(1), CancellationToken.None);
            done = claimed.ConvertAll(j => j.Id);
        }
        while (done.Count > 0);
    }
}
