namespace CallPlatform.AppHost.Embedded;

/// <summary>The database the services use: a private cluster in the data folder, or the one that the environment names.</summary>
internal sealed class LauncherDatabase
{
    public const string Setting = "ConnectionStrings__callsdb";

    private const string Name = "callsdb";
    private const string Role = "callplatform";

    private readonly PostgresCluster? cluster;

    private LauncherDatabase(string connectionString, PostgresCluster? cluster)
    {
        ConnectionString = connectionString;
        this.cluster = cluster;
    }

    public string ConnectionString { get; }

    /// <summary>Null for a database that is not ours.</summary>
    public int? Pid => cluster?.Pid;

    public event Action? Restarted;

    public static async Task<LauncherDatabase> OpenAsync(string folder, LauncherSecrets secrets, Action<string> say, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given)
        {
            say($"Using the database that {Setting} names.");
            return new(given, null);
        }

        if (PostgresPrograms.Find() is null)
        {
            await PostgresInstallation.TryAsync(say, ct);
        }

        var cluster = await PostgresCluster.StartAsync(new() { Folder = folder }, say, ct);
        try
        {
            // Not the superuser: row-level security does not hold for superusers. It may make roles, as migrations do.
            await cluster.EnsureRoleAsync(Role, secrets.DatabasePassword, createRole: true, ct);
            await cluster.CreateDatabaseAsync(Name, Role, ct);
        }
        catch
        {
            await cluster.StopAsync(ct: CancellationToken.None);
            throw;
        }

        say($"PostgreSQL listens on port {cluster.Port} (process {cluster.Pid}).");
        return new(cluster.ConnectionString(Name, Role, secrets.DatabasePassword), cluster);
    }

    /// <summary>Starts the private cluster again when it dies; returns with <paramref name="stopping"/>.</summary>
    public async Task KeepRunningAsync(Action<string> say, CancellationToken stopping)
    {
        if (cluster is null)
        {
            return;
        }

        var known = cluster.Pid;
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested || cluster.Pid == known)
            {
                continue;
            }

            try
            {
                // Another process id is somebody's pg_ctl restart: taken as it is.
                if (cluster.Pid is null)
                {
                    say("PostgreSQL has ended; it is started again.");
                    await cluster.StartAgainAsync(stopping);
                }

                known = cluster.Pid;
                Restarted?.Invoke();
            }
            catch (PostgresUnavailableException error)
            {
                say(error.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public async Task StopAsync()
    {
        if (cluster is not null)
        {
            await cluster.StopAsync(fast: true, CancellationToken.None);
        }
    }
}
