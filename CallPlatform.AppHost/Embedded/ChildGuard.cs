using System.Diagnostics;

namespace CallPlatform.AppHost.Embedded;

/// <summary>
/// Stops the services if the launcher dies without doing so (SIGKILL, out of memory): a small shell waits at the other end of
/// a pipe, which the system closes with the launcher. It also removes endpoints.json, which says that the platform runs.
/// Not on Windows; there the next start ends what was left.
/// </summary>
internal sealed class ChildGuard : IDisposable
{
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        running=
        while read -r line; do running=$line; done
        rm -f "$1"
        [ -n "$running" ] || exit
        kill -TERM $running
        tries=100
        while kill -0 $running && [ $tries -gt 0 ]; do tries=$((tries - 1)); sleep 0.1; done
        kill -KILL $running
        """;

    private readonly Lock gate = new();
    private readonly Process? shell;

    public ChildGuard(string endpointsFile)
    {
        if (!OperatingSystem.IsWindows())
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "callplatform-guard", endpointsFile])
            {
                RedirectStandardInput = true,
                WorkingDirectory = "/",
            };
            shell = Process.Start(start);
        }
    }

    /// <summary>These run now; an empty list is the end of the guard's duty.</summary>
    public void Tell(IEnumerable<int> pids)
    {
        lock (gate)
        {
            try
            {
                shell?.StandardInput.WriteLine(string.Join(' ', pids));
                shell?.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody ended the guard; the next start then ends what was left.
            }
        }
    }

    public void Dispose()
    {
        Tell([]);
        shell?.StandardInput.Close();
        shell?.Dispose();
    }
}
