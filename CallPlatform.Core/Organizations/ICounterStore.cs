namespace CallPlatform.Core.Organizations;

/// <summary>Where the counts of <see cref="RateCounters"/> are kept, one a key and window.</summary>
public interface ICounterStore
{
    /// <summary>Adds one and returns the count.</summary>
    Task<int> AddAsync(string key, DateTimeOffset window, TimeSpan length, CancellationToken ct);

    /// <summary>The greatest count among the keys.</summary>
    Task<int> GreatestAsync(string[] keys, DateTimeOffset window, CancellationToken ct);

    /// <summary>Forgets the key's counts.</summary>
    Task ClearAsync(string key, CancellationToken ct);

    /// <summary>Deletes windows that began before <paramref name="before"/>, if the store does not do so by itself. Returns how many.</summary>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken ct);
}
