namespace CallPlatform.Core.Organizations;

/// <summary>Counts that all processes share (wrong passwords, form posts), in fixed windows. One round trip a call.</summary>
public sealed class RateCounters(ICounterStore store, TimeProvider clock)
{
    /// <summary>Adds one and returns the window's count.</summary>
    public Task<int> HitAsync(string key, TimeSpan window, CancellationToken ct) => store.AddAsync(key, Window(window), window, ct);

    /// <summary>The greatest count among the keys in this window.</summary>
    public Task<int> ReadAsync(string[] keys, TimeSpan window, CancellationToken ct) => store.GreatestAsync(keys, Window(window), ct);

    /// <summary>Starts the key anew.</summary>
    public Task ClearAsync(string key, CancellationToken ct) => store.ClearAsync(key, ct);

    /// <summary>Deletes windows that are over. Returns how many.</summary>
    public Task<int> PruneAsync(CancellationToken ct) => store.PruneAsync(clock.GetUtcNow().AddDays(-1), ct);

    /// <summary>How long until the current window ends.</summary>
    public TimeSpan Left(TimeSpan window) => Window(window) + window - clock.GetUtcNow();

    private DateTimeOffset Window(TimeSpan window)
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        return new DateTimeOffset(ticks - (ticks % window.Ticks), TimeSpan.Zero);
    }
}
