using System.Collections.Concurrent;
using System.Diagnostics;

namespace CallPlatform.AppHost.Embedded;

/// <summary>One service: started, its output shown, watched for health, started again when it dies.</summary>
internal sealed class ChildProcess(
    string name,
    ServiceProgram program,
    IReadOnlyDictionary<string, string> environment,
    Uri health,
    ConsoleLog log)
{
    private const int LinesKept = 20;
    private const int DeathsBeforeFirstHealth = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ConcurrentQueue<string> lastLines = new();
    private readonly TaskCompletionSource firstHealth = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Process? running;

    public string Name => name;

    public ServiceProgram Program => program;

    public int? Pid => running?.Id;

    /// <summary>Raised with every new process.</summary>
    public event Action? Started;

    /// <summary>Raised when a new process answers that it is healthy.</summary>
    public event Action? BecameHealthy;

    /// <summary>Completes when the service answers for the first time; fails when it dies again and again instead.</summary>
    public Task FirstHealth => firstHealth.Task;

    /// <summary>Keeps the service running until <paramref name="stopping"/>, then returns without having stopped it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var shortLives = 0;
        while (!stopping.IsCancellationRequested)
        {
            var begun = Stopwatch.StartNew();
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var process = Start();
            var becomingHealthy = WatchHealthAsync(life.Token);
            try
            {
                await process.WaitForExitAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await life.CancelAsync();
            var wasHealthy = await becomingHealthy;
            running = null;
            shortLives = begun.Elapsed < LongEnough ? shortLives + 1 : 0;
            if (shortLives >= DeathsBeforeFirstHealth && !FirstHealth.IsCompleted)
            {
                firstHealth.TrySetException(new LaunchException(
                    $"{name} ends right after its start (exit code {process.ExitCode}): {string.Join(" / ", lastLines.TakeLast(5))}"));
                return;
            }

            var pause = Pause(shortLives, wasHealthy);
            log.Say($"{name} ended with exit code {process.ExitCode}; it is started again in {pause.TotalSeconds:0.#} s.");
            process.Dispose();
            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task StopAsync(TimeSpan grace)
    {
        if (running is not { } process)
        {
            return;
        }

        await UnixSignals.StopAsync(process, grace);
        running = null;
        process.Dispose();
    }

    /// <summary>
    /// The first death is forgiven quickly. A service that cannot even become healthy is given ever more time; one that was
    /// healthy is missed by somebody, so its pauses stay short.
    /// </summary>
    internal static TimeSpan Pause(int shortLives, bool wasHealthy)
    {
        var pause = FirstPause * Math.Pow(2, Math.Clamp(shortLives - 1, 0, 10));
        var most = wasHealthy ? FirstPause * 8 : LongestPause;
        return pause < most ? pause : most;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            WorkingDirectory = program.WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += Show;
        process.ErrorDataReceived += Show;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        running = process;
        Started?.Invoke();
        return process;
    }

    private void Show(object sender, DataReceivedEventArgs line)
    {
        if (string.IsNullOrEmpty(line.Data))
        {
            return;
        }

        lastLines.Enqueue(line.Data);
        while (lastLines.Count > LinesKept && lastLines.TryDequeue(out _))
        {
        }

        log.Line(name, line.Data);
    }

    private async Task<bool> WatchHealthAsync(CancellationToken life)
    {
        while (!life.IsCancellationRequested)
        {
            try
            {
                using var answer = await Http.GetAsync(health, life);
                if (answer.IsSuccessStatusCode)
                {
                    BecameHealthy?.Invoke();
                    firstHealth.TrySetResult();
                    return true;
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                // Not listening yet, or too busy to answer.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), life).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }
}
