using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CallPlatform.AppHost.Embedded;

/// <summary>The polite way to end a process, which .NET does not offer.</summary>
internal static class UnixSignals
{
    private const int Terminate = 15;

    /// <summary>SIGTERM; on Windows nothing, where Ctrl-C reaches every process of the console by itself.</summary>
    public static void AskToStop(int pid)
    {
        if (!OperatingSystem.IsWindows())
        {
            // A failure means that it has already ended.
            _ = Kill(pid, Terminate);
        }
    }

    /// <summary>Waits for the process to end by itself, then ends it.</summary>
    public static async Task StopAsync(Process process, TimeSpan grace)
    {
        AskToStop(process.Id);
        using var patience = new CancellationTokenSource(grace);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
