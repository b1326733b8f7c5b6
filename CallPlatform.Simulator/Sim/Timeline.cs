namespace CallPlatform.Simulator.Sim;

/// <summary>
/// One loop over one priority queue moves every simulated call, so ten thousand of them cost a heap and no tasks.
/// Steps must be short: they change state and hand webhooks to the sender.
/// </summary>
internal sealed partial class Timeline(Settings settings, ILogger<Timeline> log) : BackgroundService
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Action, long> steps = new();
    private readonly SemaphoreSlim earlier = new(0);
    private bool woken;

    public void After(TimeSpan wait, Action step)
    {
        var at = Environment.TickCount64 + (long)Math.Ceiling(Math.Max(0, wait.TotalMilliseconds));
        lock (gate)
        {
            var first = !steps.TryPeek(out _, out var next) || at < next;
            steps.Enqueue(step, at);
            if (first && !woken)
            {
                woken = true;
                earlier.Release();
            }
        }
    }

    /// <summary>Plays a story that yields how many simulated seconds pass until its next step.</summary>
    public void Play(IEnumerator<double> story)
    {
        if (story.MoveNext())
        {
            After(settings.Wall(story.Current), () => Play(story));
        }
        else
        {
            story.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PlayAllAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Disposal without a stop, as after a port that is taken, must not read like a crash.
        }
    }

    private async Task PlayAllAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var step = Next(out var wait);
            if (step is null)
            {
                await earlier.WaitAsync(wait, stoppingToken);
                continue;
            }

            try
            {
                step();
            }
            catch (Exception error)
            {
                // One call's bad data must not stop all the others.
                LogStepFailed(error);
            }
        }
    }

    private Action? Next(out int wait)
    {
        lock (gate)
        {
            woken = false;
            wait = Timeout.Infinite;
            if (!steps.TryPeek(out _, out var at))
            {
                return null;
            }
            var left = at - Environment.TickCount64;
            if (left <= 0)
            {
                return steps.Dequeue();
            }
            wait = (int)Math.Min(left, int.MaxValue);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A simulated step failed")]
    private partial void LogStepFailed(Exception error);
}
