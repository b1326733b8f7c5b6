using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Core.Jobs;

public class JobQueueTests(TestDatabases databases)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_jobs_claimed_by_eight_workers_are_each_claimed_once()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        var queue = new JobQueue(database, TimeProvider.System);
        await queue.EnqueueAsync([.. Enumerable.Range(0, 200).Select(_ => NewJob())], Ct);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var mine = new List<Guid>();
            while (await queue.CompleteAndClaimAsync($"w{worker}", [], 7, Lease, Ct) is { Count: > 0 } jobs)
            {
                mine.AddRange(jobs.Select(j => j.Id));
            }

            return mine;
        }));

        var all = claims.SelectMany(c => c).ToList();
        Assert.Equal(200, all.Count);
        Assert.Equal(200, all.Distinct().Count());
    }

    [Fact]
    public async Task Done_jobs_go_and_those_of_a_dead_worker_come_back()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        var queue = new JobQueue(database, TimeProvider.System);
        await queue.EnqueueAsync([NewJob(), NewJob()], Ct);
        var jobs = await queue.CompleteAndClaimAsync("w", [], 10, TimeSpan.FromSeconds(-1), Ct);

        Assert.Empty(await queue.CompleteAndClaimAsync("w", [jobs[0].Id], 10, Lease, Ct));
        Assert.Equal(1, await queue.ReleaseExpiredAsync(Ct));

        var again = Assert.Single(await queue.CompleteAndClaimAsync("other", [], 10, Lease, Ct));
        Assert.Equal(jobs[1].Id, again.Id);
        Assert.Equal(2, again.Attempts);
    }

    [Fact]
    public async Task A_kind_and_key_is_open_at_most_once()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        var queue = new JobQueue(database, TimeProvider.System);

        await queue.EnqueueAsync([NewJob("k"), NewJob("k")], Ct);
        await queue.EnqueueAsync([NewJob("k")], Ct);

        Assert.Single(await queue.CompleteAndClaimAsync("w", [], 10, Lease, Ct));
    }

    private static Job NewJob(string? key = null) => new()
    {
        Id = Guid.CreateVersion7(), Kind = "test", Key = key, DueAt = DateTimeOffset.UtcNow.AddMinutes(-1), CreatedAt = DateTimeOffset.UtcNow,
    };
}
