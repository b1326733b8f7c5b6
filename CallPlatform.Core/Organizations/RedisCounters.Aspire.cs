using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CallPlatform.Core.Organizations;

/// <summary>Counts in Redis, a hash a key with a field a window; it forgets by itself. While Redis is away PostgreSQL counts, so that no limit is ever open.</summary>
internal sealed partial class RedisCounters(IConnectionMultiplexer redis, PostgresCounters fallback, ILogger<RedisCounters> log) : ICounterStore
{
    public Task<int> AddAsync(string key, DateTimeOffset window, TimeSpan length, CancellationToken ct) => OrPostgresAsync(
        async database =>
        {
            // Both leave together, one round trip.
            var count = database.HashIncrementAsync(NameOf(key), FieldOf(window));
            var expiry = database.KeyExpireAsync(NameOf(key), length + length);
            await Task.WhenAll(count, expiry);
            return (int)await count;
        },
        () => fallback.AddAsync(key, window, length, ct));

    public Task<int> GreatestAsync(string[] keys, DateTimeOffset window, CancellationToken ct) => OrPostgresAsync(
        async database =>
        {
            // One by one and side by side: in a cluster the keys lie on different nodes.
            var counts = await Task.WhenAll(keys.Select(key => database.HashGetAsync(NameOf(key), FieldOf(window))));
            return counts.Select(count => count.TryParse(out int hits) ? hits : 0).DefaultIfEmpty().Max();
        },
        () => fallback.GreatestAsync(keys, window, ct));

    public Task ClearAsync(string key, CancellationToken ct) => OrPostgresAsync(
        async database => await database.KeyDeleteAsync(NameOf(key)) ? 1 : 0,
        async () =>
        {
            await fallback.ClearAsync(key, ct);
            return 0;
        });

    // What was counted while Redis was away.
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken ct) => fallback.PruneAsync(before, ct);

    private async Task<int> OrPostgresAsync(Func<IDatabase, Task<int>> count, Func<Task<int>> otherwise)
    {
        try
        {
            return await count(redis.GetDatabase());
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            LogAway(error);
            return await otherwise();
        }
    }

    private static RedisKey NameOf(string key) => "rate:" + key;

    private static RedisValue FieldOf(DateTimeOffset window) => window.ToUnixTimeSeconds();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis does not answer; PostgreSQL counts meanwhile.")]
    private partial void LogAway(Exception error);
}
