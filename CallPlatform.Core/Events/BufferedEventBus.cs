using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Events;

/// <summary>
/// What every bus does alike: who tells does not wait, one listener's failure is not another's, and an outage is waited out. What
/// was told meanwhile is found by looking.
/// </summary>
internal abstract partial class BufferedEventBus(TimeProvider clock, ILogger log) : BackgroundService, IEventBus, IAsyncDisposable
{
    private const int MostAtOnce = 2000;
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Action<BusEvent>> handlers = new();
    private readonly Channel<BusEvent> outgoing = System.Threading.Channels.Channel.CreateUnbounded<BusEvent>(new() { SingleReader = true });
    private Task sender = Task.CompletedTask;
    private int sending;

    public IDisposable Subscribe(Action<BusEvent> handler)
    {
        var id = Guid.CreateVersion7();
        handlers[id] = handler;
        return new Subscription(this, id);
    }

    // Nobody waits for the bus: what is told while a message is under way goes with the next one.
    public Task PublishAsync(IReadOnlyCollection<BusEvent> events, CancellationToken ct)
    {
        if (events.Count == 0)
        {
            return Task.CompletedTask;
        }

        foreach (var happened in events)
        {
            outgoing.Writer.TryWrite(happened);
        }

        if (Interlocked.Exchange(ref sending, 1) == 0)
        {
            using (ExecutionContext.SuppressFlow())
            {
                sender = Task.Run(SendAllAsync, CancellationToken.None);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Tells what is still to be told, for five seconds at most.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete();
        await Task.WhenAny(sender, Task.Delay(TimeSpan.FromSeconds(5)));
        Dispose();
    }

    /// <summary>Sends them, in order. What it throws is logged, and the events count as lost.</summary>
    protected abstract Task SendAsync(IReadOnlyList<BusEvent> events);

    /// <summary>Hears until it is stopped or the bus is lost, and hands what it hears to <see cref="Dispatch"/>.</summary>
    protected abstract Task ListenAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogListenerLost(error);
                await Task.Delay(OutagePause, clock, stoppingToken);
            }
        }
    }

    /// <summary>A message as <see cref="Write"/> made it. False when it cannot be read.</summary>
    protected bool Dispatch(ReadOnlySpan<byte> message, Func<BusEvent, bool>? only = null)
    {
        try
        {
            foreach (var happened in JsonSerializer.Deserialize<BusEvent[]>(message) ?? [])
            {
                if (only is null || only(happened))
                {
                    Tell(happened);
                }
            }

            return true;
        }
        catch (JsonException error)
        {
            LogUnreadable(error);
            return false;
        }
    }

    protected static byte[] Write(BusEvent[] events) => JsonSerializer.SerializeToUtf8Bytes(events);

    /// <summary>What was told while nobody listened is found by looking: every loop looks once.</summary>
    protected void WakeLoops()
    {
        foreach (var topic in BusTopics.Wakes)
        {
            Tell(BusEvent.Wake(topic, clock.GetUtcNow()));
        }
    }

    private async Task SendAllAsync()
    {
        while (await outgoing.Reader.WaitToReadAsync())
        {
            var events = new List<BusEvent>();
            while (events.Count < MostAtOnce && outgoing.Reader.TryRead(out var happened))
            {
                events.Add(happened);
            }

            try
            {
                await SendAsync(events);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogNotPublished(error, events.Count);
            }
        }
    }

    private void Tell(BusEvent happened)
    {
        foreach (var handler in handlers.Values)
        {
            try
            {
                handler(happened);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogHandlerFailed(error, happened.Topic);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events were not announced; listeners will find them by looking.")]
    private partial void LogNotPublished(Exception error, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event listener lost its connection; trying again in a second.")]
    private partial void LogListenerLost(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event could not be read and was skipped.")]
    private partial void LogUnreadable(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener failed on {Topic}.")]
    private partial void LogHandlerFailed(Exception error, string topic);

    private sealed class Subscription(BufferedEventBus bus, Guid id) : IDisposable
    {
        public void Dispose() => bus.handlers.TryRemove(id, out _);
    }
}
