using System.Diagnostics;
using System.Globalization;

namespace CallPlatform.AppHost.Embedded;

internal sealed record PostgresClusterOptions
{
    public required string Folder { get; init; }

    /// <summary>Null: the port of the last start, or a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Null: made up at the first start and kept in the folder.</summary>
    public string? SuperuserPassword { get; init; }

    public IReadOnlyDictionary<string, string> ExtraSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder is deleted with the cluster, even if this process is killed first.</summary>
    public bool Temporary { get; init; }
}

/// <summary>
/// A private PostgreSQL server: made, started and stopped with PostgreSQL's own programs, listening on this machine only.
/// It stops by itself when this process dies, however it dies.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    public const string Superuser = "postgres";

    private readonly PostgresClusterOptions options;
    private readonly PostgresPrograms programs;
    private readonly PostgresFolder folder;
    private readonly Action<string> say;
    private readonly string password;
    private PostgresGuard? guard;

    private PostgresCluster(
        PostgresClusterOptions options, PostgresPrograms programs, PostgresFolder folder, string password, Action<string> say)
    {
        this.options = options;
        this.programs = programs;
        this.folder = folder;
        this.password = password;
        this.say = say;
    }

    public int Port { get; private set; }

    /// <summary>The server's process, or null while it does not run.</summary>
    public int? Pid => PostgresServerFile.RunningPid(folder.Data);

    public string LogFile => folder.File("postgres.log");

    /// <summary>Where the files really lie, which as root may not be the wanted folder.</summary>
    public string Folder => folder.Path;

    public static async Task<PostgresCluster> StartAsync(
        PostgresClusterOptions options, Action<string> say, CancellationToken ct)
    {
        var folder = await PostgresFolder.PrepareAsync(options.Folder, say, ct);
        var made = PostgresInitialization.MadeBy(folder);
        var programs = PostgresPrograms.Find(made) ?? throw new PostgresUnavailableException(
            made is null
                ? $"PostgreSQL {PostgresPrograms.OldestMajor} or newer was not found: install it, or put its bin folder on the PATH."
                : $"The database in {folder.Path} was made by PostgreSQL {made}, which was not found: install it again, or move the data folder away.");

        var password = options.SuperuserPassword ?? PostgresInitialization.KeptPassword(folder);
        var cluster = new PostgresCluster(options, programs, folder, password, say);
        if (made is null)
        {
            say($"Making a database cluster with PostgreSQL {programs.Major} in {folder.Path}.");
            await PostgresInitialization.RunAsync(programs, folder, password, options.Temporary, ct);
        }

        await cluster.StartAgainAsync(ct);
        return cluster;
    }

    /// <summary>Starts the server after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        if (Pid is { } orphan)
        {
            // Taken over as it is, it could be stopped under our feet by the guard of the launcher that started it.
            say($"A PostgreSQL of an earlier run (process {orphan}) still has these files open: restarting it.");
            await StopAsync(fast: true, ct);
        }

        PostgresServerFile.DeleteIfStale(folder.Data);
        var launch = new PostgresLaunch(programs, folder, options);
        Port = await launch.StartAsync(Port == 0 ? null : Port, ct);
        guard = PostgresGuard.Watch(Pid ?? 0, options.Temporary ? PostgresFolder.AllOf(options.Folder) : []);
    }

    /// <summary>A connection string for the superuser, or for <paramref name="user"/>.</summary>
    public string ConnectionString(string database, string user = Superuser, string? userPassword = null) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={userPassword ?? password};Database={database}";

    public async Task CreateDatabaseAsync(string database, string owner = Superuser, CancellationToken ct = default)
    {
        if ((await QueryAsync($"select 1 from pg_database where datname = {Literal(database)};", ct)).Trim() != "1")
        {
            await QueryAsync($"create database {Name(database)} owner {Name(owner)};", ct);
        }
    }

    /// <summary>Makes the role, or gives an existing one this password and these attributes. It is never a superuser.</summary>
    public async Task EnsureRoleAsync(string role, string rolePassword, bool createRole, CancellationToken ct = default)
    {
        var exists = (await QueryAsync($"select 1 from pg_roles where rolname = {Literal(role)};", ct)).Trim() == "1";
        var attributes = $"login nosuperuser {(createRole ? "createrole" : "nocreaterole")} password {Literal(rolePassword)}";
        await QueryAsync($"{(exists ? "alter" : "create")} role {Name(role)} {attributes};", ct);
    }

    /// <summary>Runs SQL as the superuser through psql and returns its bare output.</summary>
    public async Task<string> QueryAsync(string sql, CancellationToken ct = default)
    {
        // Through standard input, not -c: a command line is readable by every user of the machine, and SQL may hold passwords.
        string[] command =
        [
            programs["psql"], "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
            "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Superuser, "-d", "postgres",
        ];
        var answer = await PostgresCommand.RunAsync(command, ct, input: sql, password: password);
        return answer.Succeeded
            ? answer.Output
            : throw new PostgresUnavailableException($"PostgreSQL refused: {answer.LastWords}");
    }

    /// <summary>Stops the server; fast ends open connections and leaves a clean cluster, immediate leaves recovery to the next start.</summary>
    public async Task StopAsync(bool fast = true, CancellationToken ct = default)
    {
        if (Pid is null)
        {
            ReleaseGuard();
            return;
        }

        string[] stop = [programs["pg_ctl"], "stop", "-D", folder.Data, "-w", "-t", "60", "-m"];
        var answer = await PostgresCommand.RunAsync([.. folder.RunAs, .. stop, fast ? "fast" : "immediate"], ct);
        if (!answer.Succeeded && Pid is not null)
        {
            await PostgresCommand.RunAsync([.. folder.RunAs, .. stop, "immediate"], ct);
        }

        ReleaseGuard();
    }

    /// <summary>SIGKILL to the server itself, as a crash or the kernel would; its helpers notice and end by themselves.</summary>
    public async Task KillAsync(CancellationToken ct = default)
    {
        if (Pid is { } pid)
        {
            using var server = Process.GetProcessById(pid);
            server.Kill();
            await server.WaitForExitAsync(ct);
        }

        ReleaseGuard();
    }

    /// <summary>Ends whatever runs on the folder and deletes the cluster with all its data.</summary>
    public static async Task DeleteAsync(string folder, CancellationToken ct = default)
    {
        foreach (var path in PostgresFolder.AllOf(folder).Where(Directory.Exists))
        {
            if (PostgresServerFile.RunningPid(Path.Combine(path, "data")) is { } pid)
            {
                using var server = Process.GetProcessById(pid);
                server.Kill();
                await server.WaitForExitAsync(ct);
            }

            await DeleteFilesAsync(path, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(fast: !options.Temporary);
        if (options.Temporary)
        {
            await DeleteAsync(options.Folder);
        }
    }

    private static async Task DeleteFilesAsync(string path, CancellationToken ct)
    {
        const int tries = 10;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < tries)
            {
                // The helpers of a killed server write their last for a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
    }

    private void ReleaseGuard()
    {
        guard?.Release();
        guard = null;
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Name(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
