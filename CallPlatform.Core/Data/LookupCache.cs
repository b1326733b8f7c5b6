using System.Text.Json;
using CallPlatform.Core.Events;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Data;

/// <summary>
/// Reads through the cache. For what may be old for a minute, and nothing else: whoever reads just before a change may store the old
/// answer just after it. A cache that is away costs the look into PostgreSQL.
/// </summary>
public sealed partial class LookupCache : IDisposable
{
    private static readonly DistributedCacheEntryOptions Lifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };

    private readonly IDistributedCache cache;
    private readonly IEventBus bus;
    private readonly TimeProvider clock;
    private readonly ILogger<LookupCache> log;
    private readonly IDisposable subscription;

    public LookupCache(IDistributedCache cache, IEventBus bus, TimeProvider clock, ILogger<LookupCache> log)
    {
        ArgumentNullException.ThrowIfNull(bus);
        (this.cache, this.bus, this.clock, this.log) = (cache, bus, clock, log);

        // In memory each process has a cache of its own, and must hear of the others' changes.
        subscription = bus.Subscribe(happened =>
        {
            if (happened is { Topic: BusTopics.CacheChanged, Status: { } key })
            {
                _ = RemoveAsync(key);
            }
        });
    }

    /// <summary>What is known under the key, or what <paramref name="load"/> finds. Null is not remembered.</summary>
    public async Task<T?> GetAsync<T>(string key, Func<CancellationToken, Task<T?>> load, CancellationToken ct)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        if (await TryAsync(() => cache.GetAsync(key, ct), ct) is { } known && JsonSerializer.Deserialize<T>(known) is { } found)
        {
            return found;
        }

        var loaded = await load(ct);
        if (loaded is not null)
        {
            await TryAsync(
                async () =>
                {
                    await cache.SetAsync(key, JsonSerializer.SerializeToUtf8Bytes(loaded), Lifetime, ct);
                    return null;
                },
                ct);
        }

        return loaded;
    }

    /// <summary>It changed: no process answers from memory any more, this one from now on.</summary>
    public async Task ForgetAsync(string key)
    {
        await RemoveAsync(key);
        await bus.PublishAsync([BusEvent.Wake(BusTopics.CacheChanged, clock.GetUtcNow()) with { Status = key }], CancellationToken.None);
    }

    public void Dispose() => subscription.Dispose();

    private Task RemoveAsync(string key) => TryAsync(
        async () =>
        {
            await cache.RemoveAsync(key);
            return null;
        },
        CancellationToken.None);

    private async Task<byte[]?> TryAsync(Func<Task<byte[]?>> step, CancellationToken ct)
    {
        try
        {
            return await step();
        }
        catch (Exception error) when (error is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            LogAway(error);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cache does not answer; PostgreSQL is asked instead.")]
    private partial void LogAway(Exception error);
}
