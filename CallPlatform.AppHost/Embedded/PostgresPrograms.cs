using System.Diagnostics;
using System.Globalization;

namespace CallPlatform.AppHost.Embedded;

/// <summary>A folder with PostgreSQL's own programs (initdb, pg_ctl, postgres, psql) and their major version.</summary>
internal sealed record PostgresPrograms(string Folder, int Major)
{
    /// <summary>The oldest PostgreSQL the platform's migrations are written for.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres", "psql"];

    public string this[string program] => Path.Combine(Folder, Executable(program));

    /// <summary>
    /// The programs on the PATH if they are recent enough, else the newest installed ones. A cluster can only be opened by
    /// the major version that made it, so an existing one asks for <paramref name="major"/>.
    /// </summary>
    public static PostgresPrograms? Find(int? major = null)
    {
        var fits = new List<PostgresPrograms>();
        foreach (var folder in OnPath())
        {
            if (Inspect(folder) is { } found && found.Fits(major))
            {
                return found;
            }
        }

        foreach (var folder in UsualFolders())
        {
            if (Inspect(folder) is { } found && found.Fits(major))
            {
                fits.Add(found);
            }
        }

        return fits.MaxBy(programs => programs.Major);
    }

    private bool Fits(int? major) => major is null ? Major >= OldestMajor : Major == major;

    private static string Executable(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;

    private static string[] OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> UsualFolders()
    {
        if (OperatingSystem.IsWindows())
        {
            return Versions(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")
                .Concat(Versions(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "scoop/apps/postgresql", "current", "bin"));
        }

        if (OperatingSystem.IsMacOS())
        {
            return Versions("/opt/homebrew", "opt", "postgresql*", "bin")
                .Concat(Versions("/usr/local", "opt", "postgresql*", "bin"))
                .Concat(Versions("/Applications/Postgres.app", "Contents/Versions", "*", "bin"))
                .Concat(Versions("/Library", "PostgreSQL", "*", "bin"));
        }

        return Versions("/usr/lib", "postgresql", "*", "bin")        // Debian, Ubuntu
            .Concat(Versions("/usr", "", "pgsql-*", "bin"))          // Red Hat with PostgreSQL's own packages
            .Concat(Versions("/usr/libexec", "", "postgresql*", "")) // Alpine
            .Concat(["/usr/local/pgsql/bin", "/usr/bin", "/usr/local/bin"]);
    }

    private static IEnumerable<string> Versions(string root, string under, string pattern, string bin)
    {
        var parent = Path.Combine(root, under);
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Select(version => Path.Combine(version, bin))
            : [];
    }

    private static PostgresPrograms? Inspect(string folder)
    {
        if (!Needed.All(program => File.Exists(Path.Combine(folder, Executable(program)))))
        {
            return null;
        }

        try
        {
            var start = new ProcessStartInfo(Path.Combine(folder, Executable("postgres")), "--version") { RedirectStandardOutput = true };
            using var postgres = Process.Start(start)!;
            var answer = postgres.StandardOutput.ReadToEnd(); // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
            postgres.WaitForExit();
            var version = answer.Split("(PostgreSQL)").Last().TrimStart();
            var digits = new string([.. version.TakeWhile(char.IsAsciiDigit)]);
            return int.TryParse(digits, CultureInfo.InvariantCulture, out var major) ? new(folder, major) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not for this processor or not ours to run: as good as absent.
            return null;
        }
    }
}
