using CallPlatform.AppHost.Embedded;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace CallPlatform.Tests.Support;

/// <summary>
/// One private PostgreSQL for the whole run, with a migrated template: a test class gets a database of its own by copying it.
/// Migrated and used by a role that is no superuser, so that row-level security holds as in production.
/// </summary>
public sealed class TestDatabases : IAsyncLifetime
{
    public const string OwnerUsername = "owner@example.com";
    public const string OwnerPassword = "an owner's password 1";

    private static int count;
    private PostgresCluster? cluster;

    private PostgresCluster Cluster => cluster ?? throw new InvalidOperationException("The cluster is not started.");

    public async ValueTask InitializeAsync()
    {
        cluster = await PostgresCluster.StartAsync(
            new PostgresClusterOptions
            {
                Folder = Path.Combine(Path.GetTempPath(), $"calls-test-run-{Guid.CreateVersion7():N}"),
                Temporary = true,

                // Nobody pulls the plug of a test machine; the tests of durability start their own cluster.
                ExtraSettings = new Dictionary<string, string> { ["fsync"] = "off", ["max_connections"] = "400", ["full_page_writes"] = "off" },
            },
            _ => { },
            CancellationToken.None);
        await PrepareAsync(cluster, "template_callsdb");
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Makes a migrated database with one organisation and its owner in a cluster. Returns its connection string.</summary>
    internal static async Task<string> PrepareAsync(PostgresCluster cluster, string name)
    {
        await cluster.EnsureRoleAsync("callplatform", "callplatform", createRole: true);
        await cluster.CreateDatabaseAsync(name, "callplatform");
        var connection = cluster.ConnectionString(name, "callplatform", "callplatform") + ";Include Error Detail=true";
        await Migrator.MigrateAsync(connection, CancellationToken.None);
        await using var database = new Database(connection);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Seed:OwnerUsername", OwnerUsername), new("Seed:OwnerPassword", OwnerPassword)]).Build();
        await FirstOwner.EnsureAsync(database, configuration, TimeProvider.System, CancellationToken.None);
        return connection;
    }

    /// <summary>A fresh database with one organisation and its owner. Returns its connection string, as the schema's owner.</summary>
    public async Task<string> CreateAsync(CancellationToken ct)
    {
        var name = $"test_{Interlocked.Increment(ref count)}";
        await Cluster.QueryAsync($"create database {name} template template_callsdb owner callplatform", ct);
        return ConnectionString(name);
    }

    /// <summary>A database without any table of ours, owned by the role that migrates.</summary>
    internal async Task<string> CreateEmptyAsync(CancellationToken ct)
    {
        var name = $"empty_{Interlocked.Increment(ref count)}";
        await Cluster.CreateDatabaseAsync(name, "callplatform", ct);
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.StopAsync(fast: false);
            await cluster.DisposeAsync();
        }
    }

    private string ConnectionString(string database) =>
        Cluster.ConnectionString(database, "callplatform", "callplatform") + ";Include Error Detail=true";
}
