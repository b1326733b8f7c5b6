using System.Diagnostics;

namespace CallPlatform.AppHost.Embedded;

/// <summary>A process of ours as noted in the data folder, with what proves later that its id is still that process.</summary>
internal sealed record NotedProcess(int Pid, string Mark, DateTimeOffset StartedAt)
{
    public static NotedProcess? Of(int pid, string mark)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return new(pid, mark, process.StartTime.ToUniversalTime());
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return null; // already gone
        }
    }

    /// <summary>Process ids are used again: by then a stranger may have this one.</summary>
    public bool IsStill(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadAllText($"/proc/{Pid}/cmdline").Split('\0').Contains(Mark);
            }

            return (process.StartTime.ToUniversalTime() - StartedAt).Duration() < TimeSpan.FromSeconds(2);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>Ends the services of a launcher that was killed and could not do it itself.</summary>
internal static class LeftoverProcesses
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static async Task StopAsync(string file, Action<string> say)
    {
        var noted = PrivateFile.Read<Dictionary<string, NotedProcess>>(file) ?? [];
        await Task.WhenAll(noted.Select(entry => StopAsync(entry.Key, entry.Value, say)));
        File.Delete(file);
    }

    private static async Task StopAsync(string name, NotedProcess noted, Action<string> say)
    {
        try
        {
            using var process = Process.GetProcessById(noted.Pid);
            if (noted.IsStill(process))
            {
                say($"Stopping the {name} of an earlier run (process {noted.Pid}).");
                await UnixSignals.StopAsync(process, Grace);
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
