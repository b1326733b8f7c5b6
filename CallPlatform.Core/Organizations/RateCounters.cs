using CallPlatform.Core.Data;

namespace CallPlatform.Core.Organizations;

/// <summary>Counts that all processes share (wrong passwords, form posts), in fixed windows. One round trip a call.</summary>
public sealed class RateCounters(Database database, TimeProvider clock)
{
    /// <summary>Adds one and returns the window's count.</summary>
    public async Task<int> HitAsync(string key, TimeSpan window, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("""
            insert into rate_counters as c (key, window_start, hits) values ($1, $2, 1)
            on conflict (key, window_start) do update set hits = c.hits + 1 returning hits
            """);
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = Window(window) });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The greatest count among the keys in this window.</summary>
    public async Task<int> ReadAsync(string[] keys, TimeSpan window, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(
            "select coalesce(max(hits), 0) from rate_counters where key = any($1) and window_start = $2");
        command.Parameters.Add(new() { Value = keys });
        command.Parameters.Add(new() { Value = Window(window) });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Starts the key anew.</summary>
    public async Task ClearAsync(string key, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("delete from rate_counters where key = $1");
        command.Parameters.Add(new() { Value = key });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes windows that are over. Returns how many.</summary>
    public async Task<int> PruneAsync(CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("delete from rate_counters where window_start < $1");
        command.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-1) });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How long until the current window ends.</summary>
    public TimeSpan Left(TimeSpan window) => Window(window) + window - clock.GetUtcNow();

    private DateTimeOffset Window(TimeSpan window)
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        return new DateTimeOffset(ticks - (ticks % window.Ticks), TimeSpan.Zero);
    }
}
