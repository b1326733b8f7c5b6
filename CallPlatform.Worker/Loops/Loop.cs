namespace CallPlatform.Worker.Loops;

/// <summary>
/// A hosted loop: runs a batch, goes on at once while there is more, else sleeps until it is woken or its time is up. A failure
/// pauses it and never stops the host: PostgreSQL may be restarting.
/// </summary>
internal abstract partial class Loop(TimeProvider clock, ILogger<Loop> log) : BackgroundService
{
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    /// <summary>Does one batch. True when there may be more.</summary>
    public abstract Task<bool> RunOnceAsync(CancellationToken ct);

    /// <summary>Waits for the next reason to look.</summary>
    protected abstract Task IdleAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunOnceAsync(stoppingToken))
                {
                    await IdleAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogPaused(error, GetType().Name);
                await Task.Delay(OutagePause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Loop} failed and goes on in a second.")]
    private partial void LogPaused(Exception error, string loop);
}
