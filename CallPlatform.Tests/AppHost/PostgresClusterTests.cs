using System.Net;
using System.Net.Sockets;
using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

public sealed class PostgresClusterTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"callplatform-cluster-{Guid.CreateVersion7():N}");
    private readonly List<string> said = [];
    private readonly Dictionary<string, string> quick = new() { ["fsync"] = "off" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_cluster_starts_again_with_its_data_on_its_port()
    {
        await using var first = await StartAsync();
        await first.CreateDatabaseAsync("callsdb", ct: Ct);
        await first.StopAsync(ct: Ct);
        Assert.Null(first.Pid);

        await using var second = await StartAsync();

        Assert.Equal(first.Port, second.Port);
        Assert.Equal("1", await CountAsync(second, "callsdb"));
    }

    [Fact]
    public async Task A_killed_server_recovers()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateDatabaseAsync("callsdb", ct: Ct);
        var killed = cluster.Pid;

        await cluster.KillAsync(Ct);
        Assert.Null(cluster.Pid);
        await cluster.StartAgainAsync(Ct);

        Assert.NotEqual(killed, cluster.Pid);
        Assert.Equal("1", await CountAsync(cluster, "callsdb"));
    }

    [Fact]
    public async Task A_server_that_its_launcher_left_running_is_restarted()
    {
        await using var left = await StartAsync();
        var orphan = left.Pid;

        await using var next = await StartAsync();

        Assert.NotEqual(orphan, next.Pid);
        Assert.Contains(said, line => line.Contains($"process {orphan}", StringComparison.Ordinal));
        await next.QueryAsync("select 1;", Ct);
    }

    [Fact]
    public async Task A_process_id_that_now_belongs_to_a_stranger_does_not_prevent_the_start()
    {
        await using var cluster = await StartAsync();
        await cluster.StopAsync(ct: Ct);
        await File.WriteAllTextAsync(Path.Combine(cluster.Folder, "data", "postmaster.pid"), $"{Environment.ProcessId}\n", Ct);
        Assert.Null(cluster.Pid);

        await cluster.StartAgainAsync(Ct);

        Assert.NotNull(cluster.Pid);
    }

    [Fact]
    public async Task The_platform_s_role_owns_its_database_and_is_not_a_superuser()
    {
        await using var cluster = await StartAsync();
        await cluster.EnsureRoleAsync("callplatform", "it's", createRole: true, Ct);
        await cluster.EnsureRoleAsync("callplatform", "it's changed", createRole: true, Ct);
        await cluster.CreateDatabaseAsync("callsdb", "callplatform", Ct);

        var role = await cluster.QueryAsync("select rolsuper, rolcreaterole from pg_roles where rolname = 'callplatform';", Ct);
        var owner = await cluster.QueryAsync("select pg_get_userbyid(datdba) from pg_database where datname = 'callsdb';", Ct);

        Assert.Equal("f|t", role.Trim());
        Assert.Equal("callplatform", owner.Trim());
    }

    [Fact]
    public async Task Two_first_starts_in_different_folders_do_not_meet()
    {
        await using var one = await StartAsync();
        await using var other = await PostgresCluster.StartAsync(
            new() { Folder = folder + "-other", Temporary = true }, said.Add, Ct);

        Assert.NotEqual(one.Port, other.Port);
        Assert.NotEqual(one.Pid, other.Pid);
    }

    [Fact]
    public async Task A_demanded_port_that_is_taken_is_said_in_one_sentence()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;

        var refusal = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresCluster.StartAsync(
            new() { Folder = folder, Port = port, Temporary = true }, said.Add, Ct));

        Assert.Equal($"Port {port} is taken, so PostgreSQL cannot listen there: choose another one.", refusal.Message);
    }

    [Fact]
    public async Task A_temporary_cluster_leaves_nothing_behind()
    {
        await using (await StartAsync(temporary: true))
        {
            Assert.True(Directory.Exists(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<PostgresCluster> StartAsync(bool temporary = false) =>
        PostgresCluster.StartAsync(new() { Folder = folder, Temporary = temporary, ExtraSettings = quick }, said.Add, Ct);

    private static async Task<string> CountAsync(PostgresCluster cluster, string database) =>
        (await cluster.QueryAsync($"select count(*) from pg_database where datname = '{database}';", Ct)).Trim();
}
