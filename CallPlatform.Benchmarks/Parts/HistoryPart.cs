using CallPlatform.Benchmarks.Support;
using CallPlatform.Core.Data;
using Npgsql;

namespace CallPlatform.Benchmarks.Parts;

/// <summary>What must cost the same with years of calls as with a day's: the same statements on two databases of different size.</summary>
internal static class HistoryPart
{
    private const int Small = 10_000;

    private static readonly (string Path, string Goal, string Sql)[] Statements =
    [
        ("calls list, first page", "≤ 1.15", "select id from calls where not is_demo order by created_at desc, id desc limit 20"),
        ("calls list, a keyset page", "≤ 1.15",
            "select id from calls where not is_demo and (created_at, id) < (now() - interval '1 hour', 'ffffffff-ffff-ffff-ffff-ffffffffffff') order by created_at desc, id desc limit 20"),
        ("calls list, by status", "≤ 1.25", "select id from calls where not is_demo and status = 'busy' order by created_at desc, id desc limit 20"),
        ("dashboard, 30 days", "≤ 1.1", "select sum(placed), sum(completed), sum(cost) from call_stats_daily where day > current_date - 30"),
        ("stale-call poll", "≤ 1.1",
            "select id from calls where status in ('queued', 'initiated', 'ringing', 'in-progress') and next_poll_at <= now() order by next_poll_at limit 200"),
    ];

    public static async Task RunAsync(Bench bench)
    {
        var large = bench.Quick ? 200_000 : 1_000_000;
        await using var few = new Database(await FillAsync(bench, Small));
        await using var many = new Database(await FillAsync(bench, large));
        foreach (var (path, goal, sql) in Statements)
        {
            await bench.CompareAsync($"{path}, {large:N0} calls", $"{Small:N0} calls", "ms", goal, () => MillisecondsAsync(many, sql), () => MillisecondsAsync(few, sql));
            Console.WriteLine($"  buffers: {await BuffersAsync(many, sql)} against {await BuffersAsync(few, sql)}");
        }

        await bench.CompareAsync(
            "dashboard from roll-ups", "the full aggregate", "ms", "≤ 0.005",
            () => MillisecondsAsync(many, Statements[3].Sql),
            () => MillisecondsAsync(many, "select count(*), count(*) filter (where status = 'completed'), sum(cost) from calls where not is_demo", runs: 3));
    }

    private static async Task<string> FillAsync(Bench bench, int calls)
    {
        var connection = await bench.CreateDatabaseAsync();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand($"""
            set app.organization = '*';
            insert into calls (id, organization_id, direction, call_type, provider, to_number, status, counted_on, created_at, updated_at, due_at, next_poll_at, cost, transcript)
            select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', '+15550100000',
              case when i <= 100 then 'ready' when i <= 150 then 'in-progress' when i % 10 = 0 then 'busy' else 'completed' end,
              current_date, now() - i * interval '1 minute', now(), case when i <= 100 then now() - interval '1 minute' end,
              case when i between 101 and 150 then now() - interval '1 minute' end, 0.1, repeat('AI: Hello. User: Hello. ', 20)
            from organizations o, generate_series(1, {calls}) i;
            insert into call_stats_daily (organization_id, day, placed, completed) select o.id, current_date - d, 10, 9 from organizations o, generate_series(0, 364) d;
            analyze;
            """, database) { CommandTimeout = 1200 };
        await command.ExecuteNonQueryAsync();
        await bench.Cluster.QueryAsync("checkpoint");
        return connection;
    }

    private static async Task<double> MillisecondsAsync(Database database, string sql, int runs = 200)
    {
        await using var connection = await database.Platform.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.PrepareAsync();
        return 1000 * await Bench.SecondsAsync(async () =>
        {
            for (var i = 0; i < runs; i++)
            {
                await command.ExecuteNonQueryAsync();
            }
        }) / runs;
    }

    private static async Task<string> BuffersAsync(Database database, string sql)
    {
        await using var command = database.Platform.CreateCommand("explain (analyze, buffers, format text) " + sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.GetString(0).Trim() is var line && line.StartsWith("Buffers:", StringComparison.Ordinal))
            {
                return line["Buffers: ".Length..];
            }
        }

        return "none";
    }
}
