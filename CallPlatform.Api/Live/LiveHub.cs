using System.Collections.Concurrent;
using System.Threading.Channels;
using CallPlatform.Core.Events;

namespace CallPlatform.Api.Live;

/// <summary>Passes an organisation's bus events on to those who listen here. A listener that is too slow loses the oldest: it reloads anyway.</summary>
internal sealed class LiveHub : IDisposable
{
    private readonly ConcurrentDictionary<Channel<BusEvent>, Guid> listeners = new();
    private readonly IDisposable subscription;

    public LiveHub(IEventBus bus) => subscription = bus.Subscribe(Pass);

    /// <summary>Hears the organisation's events until disposed.</summary>
    public Listener Listen(Guid organizationId)
    {
        var channel = Channel.CreateBounded<BusEvent>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners[channel] = organizationId;
        return new Listener(this, channel);
    }

    public void Dispose() => subscription.Dispose();

    private void Pass(BusEvent happened)
    {
        if (happened.OrganizationId is not { } organization)
        {
            return;
        }

        foreach (var (channel, listensTo) in listeners)
        {
            if (listensTo == organization)
            {
                channel.Writer.TryWrite(happened);
            }
        }
    }

    /// <summary>Somebody who listens. It is a reader and no enumerator: one may leave while a read is pending.</summary>
    internal sealed class Listener(LiveHub hub, Channel<BusEvent> channel) : IDisposable
    {
        public ChannelReader<BusEvent> Events => channel.Reader;

        public void Dispose() => hub.listeners.TryRemove(channel, out _);
    }
}
