namespace CallPlatform.Web.Components.Shared;

/// <summary>Asks again and again while something is under way that the live feed does not tell of; never two questions at once.</summary>
internal sealed class Repeated(TimeProvider clock, TimeSpan pause, Func<Task<bool>> ask) : IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private bool running;

    /// <summary>Begins, unless it asks already; ends when the question answers false.</summary>
    public void Start()
    {
        if (!running)
        {
            running = true;
            _ = RunAsync(leaving.Token);
        }
    }

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        try
        {
            do
            {
                await Task.Delay(pause, clock, ct);
            }
            while (await ask());
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }

        running = false;
    }
}
