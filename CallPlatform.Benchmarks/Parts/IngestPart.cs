using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CallPlatform.AppHost.Embedded;
using CallPlatform.Benchmarks.Support;

namespace CallPlatform.Benchmarks.Parts;

/// <summary>
/// Webhook ingest: verify, store durably, answer; against pgbench that inserts one row a transaction into a table of the same
/// column type with 32 clients. Bodies are unique, as deliveries are.
/// </summary>
internal static partial class IngestPart
{
    public static async Task RunAsync(Bench bench)
    {
        var connection = await bench.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("calls-pgbench-").FullName;
        await using var api = await ApiUnderTest.StartAsync(connection);
        var seconds = TimeSpan.FromSeconds(bench.Quick ? 4 : 10);
        foreach (var (size, connections, goal) in new[] { (4096, 64, "≥ 1.2"), (16_384, 64, "report"), (61_440, 64, "report"), (4096, 4, "report") })
        {
            await bench.CompareAsync(
                $"webhook ingest, {size / 1024} KB, {connections} connections", "pgbench, 32 clients, one insert a transaction, bytea with lz4", "1/s", goal,
                () => HttpLoad.PostsPerSecondAsync(
                    api.Port, "/api/calls/webhook", $"x-vapi-secret: {ApiUnderTest.WebhookSecret}\r\n", Body(size), connections, seconds),
                () => PgbenchAsync(bench.Cluster, folder, size, seconds));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A status update padded to size with text as varied as transcripts are.</summary>
    private static string Body(int size)
    {
        var words = string.Join(' ', Enumerable.Range(0, size / 4).Select(i => (i * 7919 % 9973).ToString(CultureInfo.InvariantCulture)));
        var head = """{"message":{"type":"status-update","status":"ringing","timestamp":1,"call":{"id":"c000000000000"},"transcript":" """;
        return head + words[..Math.Max(0, size - head.Length - 3)] + "\"}}";
    }

    private static async Task<double> PgbenchAsync(PostgresCluster cluster, string folder, int size, TimeSpan duration)
    {
        await cluster.QueryAsync(
            "create table if not exists public.pgbench_bodies (id uuid default gen_random_uuid() primary key, body bytea compression lz4 not null, at timestamptz default now())");
        var script = Path.Combine(folder, $"insert-{size}.sql");
        await File.WriteAllTextAsync(script, $"insert into pgbench_bodies (body) values (convert_to('{Body(size)}', 'UTF8'));\n");
        var program = Path.Combine(PostgresPrograms.Find(null)!.Folder, "pgbench");
        var start = new ProcessStartInfo(
            program,
            ["-n", "-h", "127.0.0.1", "-p", $"{cluster.Port}", "-U", "postgres", "-c", "32", "-j", "2", "-T", $"{(int)duration.TotalSeconds}", "-f", script, "postgres"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = new Npgsql.NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres")).Password;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Rate().Match(output) is { Success: true } rate
            ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench gave no rate: {(await errors)[..Math.Min(500, (await errors).Length)]} {output}");
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Rate();
}
