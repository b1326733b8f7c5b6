using System.Diagnostics;
using CallPlatform.AppHost.Embedded;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Benchmarks.Support;

/// <summary>
/// What every part needs: a private PostgreSQL with production's durability, and pairs. Ours and the reference run in turn, so
/// that a machine that gets slower slows both; the median of the pairs' ratios is what counts.
/// </summary>
public sealed class Bench : IAsyncDisposable
{
    /// <summary>One more is run first, as a warm-up that does not count.</summary>
    private const int Pairs = 5;

    private readonly PostgresCluster cluster;
    private int databases;

    private Bench(PostgresCluster cluster, bool quick)
    {
        this.cluster = cluster;
        Quick = quick;
    }

    public bool Quick { get; }

    public Results Results { get; } = new();

    internal PostgresCluster Cluster => cluster;

    public static async Task<Bench> StartAsync(bool quick)
    {
        var cluster = await PostgresCluster.StartAsync(
            new PostgresClusterOptions
            {
                Folder = Path.Combine(Path.GetTempPath(), $"calls-benchmark-{Guid.CreateVersion7():N}"),
                Temporary = true,
                ExtraSettings = new Dictionary<string, string> { ["shared_buffers"] = "1GB", ["max_wal_size"] = "4GB" },
            },
            Console.WriteLine,
            CancellationToken.None);
        await cluster.EnsureRoleAsync("callplatform", "callplatform", createRole: true);
        return new Bench(cluster, quick);
    }

    /// <summary>A migrated database with one organisation. Returns the owner's connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"bench_{++databases}";
        await cluster.CreateDatabaseAsync(name, "callplatform");
        var connection = cluster.ConnectionString(name, "callplatform", "callplatform");
        await Migrator.MigrateAsync(connection, CancellationToken.None);
        await using var database = new Database(connection);
        var seed = new ConfigurationBuilder().AddInMemoryCollection([new("Seed:OwnerPassword", "a password 1")]).Build();
        await FirstOwner.EnsureAsync(database, seed, TimeProvider.System, CancellationToken.None);
        return connection;
    }

    /// <summary>Runs the pairs and adds the row. Each side answers its figure.</summary>
    public async Task CompareAsync(string path, string against, string unit, string goal, Func<Task<double>> ours, Func<Task<double>> reference)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(reference);
        var pairs = new List<(double Ours, double Reference)>();
        for (var i = 0; i <= Pairs; i++)
        {
            var pair = (await ours(), await reference());
            if (i > 0)
            {
                pairs.Add(pair);
            }
        }

        var ratios = pairs.ConvertAll(p => p.Ours / p.Reference);
        Results.Add(new ResultRow(
            path, against, Median(pairs.ConvertAll(p => p.Ours)), Median(pairs.ConvertAll(p => p.Reference)), unit,
            Median(ratios), ratios.Min(), ratios.Max(), goal));
    }

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.StopAsync(fast: false);
        await cluster.DisposeAsync();
    }
}
