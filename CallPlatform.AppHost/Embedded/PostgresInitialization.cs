using System.Globalization;
using System.Security.Cryptography;

namespace CallPlatform.AppHost.Embedded;

/// <summary>The first start of a cluster: its files and its superuser's password.</summary>
internal static class PostgresInitialization
{
    public const string SettingsFile = "callplatform.conf";

    private const string PasswordFile = "superuser.password";

    /// <summary>The major version that made the cluster in this folder; null when there is none yet.</summary>
    public static int? MadeBy(PostgresFolder folder)
    {
        var version = Path.Combine(folder.Data, "PG_VERSION");
        return File.Exists(version) ? int.Parse(File.ReadAllText(version).Trim(), CultureInfo.InvariantCulture) : null;
    }

    public static string KeptPassword(PostgresFolder folder)
    {
        var file = folder.File(PasswordFile);
        if (!File.Exists(file))
        {
            WritePrivate(folder, file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        }

        return File.ReadAllText(file).Trim();
    }

    public static async Task RunAsync(
        PostgresPrograms programs, PostgresFolder folder, string password, bool temporary, CancellationToken ct)
    {
        // Made beside its place and then renamed: an interrupted initdb leaves nothing that looks like a cluster.
        var unfinished = folder.Data + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var passwordFile = folder.File("initial.password");
        WritePrivate(folder, passwordFile, password);
        List<string> initdb =
        [
            .. folder.RunAs, programs["initdb"], "-D", unfinished, "-U", PostgresCluster.Superuser,
            "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8", $"--locale={Locale()}",
        ];
        if (temporary)
        {
            initdb.Add("--no-sync");
        }

        var answer = await PostgresCommand.RunAsync(initdb, ct);
        File.Delete(passwordFile);
        if (!answer.Succeeded)
        {
            throw new PostgresUnavailableException($"PostgreSQL could not make its files in {folder.Path}: {answer.LastWords}");
        }

        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), $"\ninclude_if_exists = '{SettingsFile}'\n", ct);
        Directory.Move(unfinished, folder.Data);
    }

    // Sorts by code point everywhere, yet knows upper and lower case beyond ASCII, which searches by name need.
    private static string Locale() =>
        OperatingSystem.IsLinux() ? "C.UTF-8" : OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C";

    private static void WritePrivate(PostgresFolder folder, string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(file, options))
        {
            writer.Write(text);
        }

        folder.GiveToServer(file);
    }
}
