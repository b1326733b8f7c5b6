using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallPlatform.AppHost.Embedded;
using Xunit;

namespace CallPlatform.Tests.AppHost;

/// <summary>A shell script stands in for the service, and this class answers for its health.</summary>
public sealed class ChildProcessTests : IAsyncDisposable
{
    private const string Lives = "trap 'echo asked to stop; exit 0' TERM; echo here; while :; do sleep 0.1; done";

    private readonly TcpListener health = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly StringWriter console = new();
    private readonly List<(ChildProcess Child, Task Supervision)> started = [];

    public ChildProcessTests()
    {
        health.Start();
        _ = AnswerAsync();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_answers_is_healthy_and_its_lines_bear_its_name()
    {
        var child = Start(Lives);

        await child.FirstHealth.WaitAsync(Ct);

        await UntilAsync(() => Console().Contains("api       | here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_is_killed_is_started_again()
    {
        var child = Start(Lives);
        await child.FirstHealth.WaitAsync(Ct);
        var killed = child.Pid!.Value;

        using (var process = Process.GetProcessById(killed))
        {
            process.Kill();
        }

        await UntilAsync(() => child.Pid is { } pid && pid != killed);
        Assert.Contains("api ended with exit code 137; it is started again in 0.5 s.", Console(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_cannot_start_is_given_up_with_its_last_words()
    {
        health.Stop();
        var child = Start("echo the port is gone >&2; exit 3");

        var failure = await Assert.ThrowsAsync<LaunchException>(() => child.FirstHealth.WaitAsync(Ct));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the port is gone", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_asks_first()
    {
        var child = Start(Lives);
        await UntilAsync(() => Console().Contains("here", StringComparison.Ordinal));

        await StopAsync(TimeSpan.FromSeconds(10));

        Assert.Null(child.Pid);
        Assert.Contains("asked to stop", Console(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_listen_is_killed_after_its_grace()
    {
        var child = Start("trap '' TERM; echo here; while :; do sleep 0.1; done");
        await UntilAsync(() => Console().Contains("here", StringComparison.Ordinal));
        var pid = child.Pid!.Value;

        await StopAsync(TimeSpan.FromMilliseconds(200));

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [Fact]
    public void Pauses_grow_but_stay_short_for_a_service_that_was_healthy()
    {
        Assert.Equal(TimeSpan.FromSeconds(0.5), ChildProcess.Pause(0, wasHealthy: true));
        Assert.Equal(TimeSpan.FromSeconds(2), ChildProcess.Pause(3, wasHealthy: false));
        Assert.Equal(TimeSpan.FromSeconds(30), ChildProcess.Pause(50, wasHealthy: false));
        Assert.Equal(TimeSpan.FromSeconds(4), ChildProcess.Pause(50, wasHealthy: true));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(1));
        health.Dispose();
        stop.Dispose();
        await console.DisposeAsync();
    }

    private ChildProcess Start(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in is a shell script");
        var port = ((IPEndPoint)health.LocalEndpoint).Port;
        var log = new ConsoleLog(TextWriter.Synchronized(console), colours: false);
        var program = new ServiceProgram("/bin/sh", ["-c", script], Path.GetTempPath());
        var child = new ChildProcess("api", program, new Dictionary<string, string>(), new Uri($"http://127.0.0.1:{port}/health"), log);
        started.Add((child, child.RunAsync(stop.Token)));
        return child;
    }

    private async Task StopAsync(TimeSpan grace)
    {
        await stop.CancelAsync();
        foreach (var (child, supervision) in started)
        {
            await supervision;
            await child.StopAsync(grace);
        }
    }

    private string Console()
    {
        lock (console)
        {
            return console.ToString();
        }
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using var client = await health.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over, or wants nobody to answer.
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
