using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CallPlatform.Core.Events;

namespace CallPlatform.Api.Live;

/// <summary>Passes an organisation's bus events on to those who listen here. A listener that is too slow loses the oldest: it reloads anyway.</summary>
internal sealed class LiveHub : IDisposable
{
    private readonly ConcurrentDictionary<Channel<BusEvent>, Guid> listeners = new();
    private readonly IDisposable subscription;

    public LiveHub(IEventBus bus) => subscription = bus.Subscribe(Pass);

    public async IAsyncEnumerable<BusEvent> ListenAsync(Guid organizationId, [EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateBounded<BusEvent>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners[channel] = organizationId;
        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(ct))
            {
                yield return happened;
            }
        }
        finally
        {
            listeners.TryRemove(channel, out _);
        }
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
}
