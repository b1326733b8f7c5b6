namespace CallPlatform.Web.Components.Shared;

/// <summary>
/// Many changes, few loads: the first asks at once, those that follow within the pause share one more load. A busy hour
/// of calls must not make each open page ask the Api a hundred times a second.
/// </summary>
internal sealed class Coalesced(Func<Task> work) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource leaving = new();
    private readonly Lock gate = new();
    private bool running;
    private bool again;

    public void Ask()
    {
        lock (gate)
        {
            if (running)
            {
                again = true;
                return;
            }

            running = true;
        }

        _ = RunAsync();
    }

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    private async Task RunAsync()
    {
        var ct = leaving.Token;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await work();
                await Task.Delay(Pause, ct);
                lock (gate)
                {
                    if (!again)
                    {
                        running = false;
                        return;
                    }

                    again = false;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }
}
