using CallPlatform.Core.Data;
using CallPlatform.Core.Events;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>
/// Who wants to be told what. Asked at every save, so it is remembered for seconds: one query a process and five seconds, however many
/// organisations there are. A new endpoint is told from its first moment by the bus, without it a few seconds later.
/// </summary>
public sealed class WebhookSubscriptions : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Database database;
    private readonly IEventBus bus;
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private volatile Known known = new([], DateTimeOffset.MinValue);

    public WebhookSubscriptions(Database database, IEventBus bus, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(bus);
        (this.database, this.bus, this.clock) = (database, bus, clock);
        subscription = bus.Subscribe(happened =>
        {
            if (happened.Topic == BusTopics.WebhooksChanged)
            {
                Forget();
            }
        });
    }

    /// <summary>The organisation's endpoints that want this event.</summary>
    public async ValueTask<IReadOnlyList<Guid>> ForAsync(Guid organizationId, string eventType, CancellationToken ct)
    {
        if (known.Until <= clock.GetUtcNow())
        {
            await reading.WaitAsync(ct);
            try
            {
                if (known.Until <= clock.GetUtcNow())
                {
                    known = new Known(await ReadAsync(ct), clock.GetUtcNow() + Remembered);
                }
            }
            finally
            {
                reading.Release();
            }
        }

        return known.Endpoints.TryGetValue((organizationId, eventType), out var endpoints) ? endpoints : [];
    }

    /// <summary>Endpoints changed: tells every process, this one before it returns.</summary>
    public Task ChangedAsync()
    {
        Forget();
        return bus.PublishAsync([BusEvent.Wake(BusTopics.WebhooksChanged, clock.GetUtcNow())], CancellationToken.None);
    }

    public void Dispose()
    {
        subscription.Dispose();
        reading.Dispose();
    }

    private void Forget() => known = known with { Until = DateTimeOffset.MinValue };

    private async Task<Dictionary<(Guid Organization, string EventType), List<Guid>>> ReadAsync(CancellationToken ct)
    {
        var endpoints = new Dictionary<(Guid, string), List<Guid>>();
        await using var command = database.Platform.CreateCommand(
            "select organization_id, unnest(event_types), id from webhook_endpoints where is_active order by organization_id, id");
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var key = (row.GetGuid(0), row.GetString(1));
            if (!endpoints.TryGetValue(key, out var list))
            {
                endpoints[key] = list = [];
            }

            list.Add(row.GetGuid(2));
        }

        return endpoints;
    }

    private sealed record Known(Dictionary<(Guid Organization, string EventType), List<Guid>> Endpoints, DateTimeOffset Until);
}
