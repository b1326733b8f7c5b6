namespace CallPlatform.AppHost.Embedded;

/// <summary>The folder with everything that outlives a run, locked against a second launcher.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream mine;

    private DataFolder(string path, FileStream mine)
    {
        Path = path;
        this.mine = mine;
    }

    public string Path { get; }

    public string Postgres => In("postgres");

    public string EndpointsFile => In("endpoints.json");

    public string ProcessesFile => In("processes.json");

    private string SecretsFile => In("secrets.json");

    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Create(path);

            // Only a file that nobody has locked tells "may not be written" from "another launcher is at work here".
            var probe = System.IO.Path.Combine(path, $"probe.{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);

            return new DataFolder(path, TakeLock(path));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new LaunchException(
                $"The data folder {path} cannot be written: give yourself the right to, or choose another one with --data-dir.", error);
        }
    }

    public LauncherSecrets Secrets()
    {
        if (PrivateFile.Read<LauncherSecrets>(SecretsFile) is { } kept)
        {
            return kept;
        }

        var made = LauncherSecrets.Generate();
        Keep(made);
        return made;
    }

    public void Keep(LauncherSecrets secrets) => PrivateFile.Write(SecretsFile, secrets);

    /// <summary>Deletes what launchers put here, and nothing else that somebody may keep in this folder.</summary>
    public async Task ResetAsync(CancellationToken ct)
    {
        await PostgresCluster.DeleteAsync(Postgres, ct);
        foreach (var file in (string[])[SecretsFile, EndpointsFile, ProcessesFile])
        {
            File.Delete(file);
        }
    }

    public void Dispose() => mine.Dispose();

    private string In(string name) => System.IO.Path.Combine(Path, name);

    // As root the database runs as another user, who must get through to his own folder; all files in here are private.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            var others = Environment.IsPrivilegedProcess ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None;
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);
        }
    }

    // The operating system takes this lock away with the process, however that ends.
    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, "launcher.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new LaunchException(
                $"Another launcher already runs with the data folder {path}: stop it, or choose another folder with --data-dir.", error);
        }
    }
}
