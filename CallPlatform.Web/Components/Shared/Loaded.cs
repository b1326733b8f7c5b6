namespace CallPlatform.Web.Components.Shared;

/// <summary>What a page loads: nothing yet, a value, or a failure; the old value stays visible while it loads again.</summary>
public sealed class Loaded<T> : IDisposable
    where T : class
{
    private CancellationTokenSource? running;

    public T? Value { get; set; }

    public Failure? Failure { get; private set; }

    public bool Busy { get; private set; }

    /// <summary>Loads anew. A load that is still under way is given up: its answer would be the older one.</summary>
    public async Task LoadAsync(Func<CancellationToken, Task<T>> load)
    {
        running?.Cancel();
        using var mine = running = new CancellationTokenSource();
        Busy = true;
        try
        {
            var value = await load(mine.Token);
            if (running == mine)
            {
                (Value, Failure) = (value, null);
            }
        }
        catch (Exception error) when (Failure.IsExpected(error))
        {
            if (running == mine)
            {
                Failure = Failure.Of(error);
            }
        }
        finally
        {
            if (running == mine)
            {
                (Busy, running) = (false, null);
            }
        }
    }

    public void Clear() => (Value, Failure) = (null, null);

    public void Dispose()
    {
        running?.Cancel();
        running = null;
    }
}
