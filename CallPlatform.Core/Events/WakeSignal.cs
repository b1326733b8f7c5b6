namespace CallPlatform.Core.Events;

/// <summary>Lets a loop sleep until its topic is announced or its own time is up, whichever comes first.</summary>
public sealed class WakeSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly IDisposable subscription;

    public WakeSignal(IEventBus bus, string topic)
    {
        ArgumentNullException.ThrowIfNull(bus);
        subscription = bus.Subscribe(happened =>
        {
            if (happened.Topic == topic)
            {
                Set();
            }
        });
    }

    public void Set()
    {
        if (signal.CurrentCount == 0)
        {
            try
            {
                signal.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two announcements at once are one wake-up.
            }
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct) => await signal.WaitAsync(atMost, ct);

    public void Dispose()
    {
        subscription.Dispose();
        signal.Dispose();
    }
}
