using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallPlatform.AppHost.Embedded;

namespace CallPlatform.Tests.Support;

/// <summary>A service as a process of its own, as the launcher starts it; it can be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int FirstPort = 20_000;
    private const int Ports = 12_000;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static int lastPort = Environment.ProcessId * 97 % Ports;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly Process process;
    private int disposed;

    private ServiceProcess(Process process, string url)
    {
        this.process = process;
        Url = url;
    }

    public string Url { get; }

    public bool HasExited => process.HasExited;

    public string Output => string.Join('\n', lines);

    /// <summary>Below those that the system gives to whoever connects, and never the same twice: nobody takes it before the service does.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref lastPort) % Ports);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's: the next one.
            }
        }
    }

    public static string PathOf(string project)
    {
        // …/CallPlatform.Tests/bin/<Configuration>/net10.0/ → the sibling project's output of the same configuration.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var repository = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(repository, project, "bin", output.Parent.Name, output.Name, project + ".dll");
    }

    public static ServiceProcess Start(string project, int port, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var dll = PathOf(project);
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(dll)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Warning";

        // These processes live for seconds: what the runtime does for a longer life costs more than it brings.
        foreach (var (key, value) in ShortLife.Settings)
        {
            start.Environment[key] = value;
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        var service = new ServiceProcess(process, $"http://127.0.0.1:{port}");
        process.OutputDataReceived += service.Keep;
        process.ErrorDataReceived += service.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return service;
    }

    public Task HealthyAsync() => Eventually.HoldsAsync(
        async () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"It ended with {process.ExitCode}:\n{Output}");
            }

            try
            {
                using var response = await Http.GetAsync(new Uri(Url + "/health"));
                return response.IsSuccessStatusCode;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        },
        $"{Url} is healthy");

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task ExitedAsync(string what = "the process ended") => Eventually.HoldsAsync(() => Task.FromResult(process.HasExited), what);

    public async Task StopAsync() => await UnixSignals.StopAsync(process, TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return; // by the test that started it; its platform comes second
        }

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lines.Enqueue(line.Data);
        while (lines.Count > 400)
        {
            lines.TryDequeue(out _);
        }
    }
}
