using System.Diagnostics;

namespace CallPlatform.AppHost.Embedded;

/// <summary>
/// Stops the server if this process dies without doing so. pg_ctl makes the server a daemon, so a small shell waits at the
/// other end of a pipe: whatever ends this process, even SIGKILL, closes the pipe. Windows has no such shell; there the
/// next start finds the server and restarts it.
/// </summary>
internal sealed class PostgresGuard
{
    // INT is PostgreSQL's fast shutdown. The exact process is signalled, not "whoever runs on this folder": by then a new
    // launcher may have started its own server there. A Ctrl-C in the terminal must not end the guard before the server.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        read -r word
        [ "$word" = released ] && exit
        server=$1; shift
        kill -INT "$server"
        [ $# -gt 0 ] || exit
        tries=50
        while kill -0 "$server" && [ $tries -gt 0 ]; do tries=$((tries - 1)); sleep 0.2; done
        rm -rf "$@"
        """;

    private readonly Process shell;

    private PostgresGuard(Process shell) => this.shell = shell;

    public static PostgresGuard? Watch(int pid, IEnumerable<string> deleteAfterwards)
    {
        if (OperatingSystem.IsWindows() || pid == 0)
        {
            return null;
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "postgres-guard", $"{pid}", .. deleteAfterwards])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return new(Process.Start(start)!);
    }

    public void Release()
    {
        try
        {
            shell.StandardInput.WriteLine("released");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended the guard: nothing to release.
        }

        shell.Dispose();
    }
}
