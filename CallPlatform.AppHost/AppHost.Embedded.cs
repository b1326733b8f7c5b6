using System.Runtime.InteropServices;
using CallPlatform.AppHost.Embedded;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    // The first signal stops everything in order; a second one ends the launcher at once, and its guards do the rest.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

try
{
    var options = LauncherOptions.Parse(args);
    if (options.ShowHelp)
    {
        Console.WriteLine(LauncherOptions.Help);
        return 0;
    }

    _ = ParentWatch.WhenDotNetRunDiesAsync(stop.Token).ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
    using var launcher = new Launcher(options, ServicePrograms.OfThisBuild(), ConsoleLog.ForConsole());
    await launcher.RunAsync(stop.Token);
    return 0;
}
catch (Exception error) when (error is LaunchException or PostgresUnavailableException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
