using System.Diagnostics;
using System.Globalization;

namespace CallPlatform.AppHost.Embedded;

/// <summary>postmaster.pid, in which a running server leaves its process id.</summary>
internal static class PostgresServerFile
{
    public static int? RunningPid(string data) => RecordedPid(data) is { } pid && IsServerOf(pid, data) ? pid : null;

    /// <summary>
    /// After a crash and a restart of the machine the recorded id may belong to a stranger; PostgreSQL would then refuse to
    /// start, and pg_ctl stop would signal the stranger.
    /// </summary>
    public static void DeleteIfStale(string data)
    {
        if (RunningPid(data) is null)
        {
            File.Delete(PathIn(data));
        }
    }

    private static string PathIn(string data) => Path.Combine(data, "postmaster.pid");

    private static int? RecordedPid(string data)
    {
        try
        {
            return int.TryParse(File.ReadLines(PathIn(data)).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsServerOf(int pid, string data)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(data);
            }

            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception error) when (error is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
