using CallPlatform.Core.Data;

namespace CallPlatform.Core.Organizations;

/// <summary>Counts in a table that is not logged: what a crash of the server loses of them does not matter.</summary>
internal sealed class PostgresCounters(Database database) : ICounterStore
{
    public async Task<int> AddAsync(string key, DateTimeOffset window, TimeSpan length, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("""
            insert into rate_counters as c (key, window_start, hits) values ($1, $2, 1)
            on conflict (key, window_start) do update set hits = c.hits + 1 returning hits
            """);
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = window });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<int> GreatestAsync(string[] keys, DateTimeOffset window, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(
            "select coalesce(max(hits), 0) from rate_counters where key = any($1) and window_start = $2");
        command.Parameters.Add(new() { Value = keys });
        command.Parameters.Add(new() { Value = window });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task ClearAsync(string key, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("delete from rate_counters where key = $1");
        command.Parameters.Add(new() { Value = key });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("delete from rate_counters where window_start < $1");
        command.Parameters.Add(new() { Value = before });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
