using Azure.Messaging.ServiceBus;
using CallPlatform.Core.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Events;

/// <summary>
/// The Aspire build's bus: one topic. Each process hears everything through a subscription of its own; wake-ups are taken from the
/// one that the Workers share, so each wakes one of them. Delivery is at least once, and listeners are made for it: they look anew or
/// reload, and hearing a thing twice changes nothing.
/// </summary>
internal sealed partial class ServiceBusEventBus(
    ServiceBusClient client, Database database, IOptions<EventBusOptions> options, TimeProvider clock, ILogger<ServiceBusEventBus> log)
    : BufferedEventBus(clock, log)
{
    // A message may have 256 KB; an event is some 300 bytes.
    private const int EventsPerMessage = 200;

    // Older ones say nothing new: by then everybody has looked.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NoneFreePause = TimeSpan.FromSeconds(15);

    private readonly TimeProvider clock = clock;
    private readonly ServiceBusSender sender = client.CreateSender(EventBusOptions.Topic);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await sender.DisposeAsync();
    }

    protected override async Task SendAsync(IReadOnlyList<BusEvent> events)
    {
        foreach (var chunk in events.Chunk(EventsPerMessage))
        {
            await sender.SendMessageAsync(new ServiceBusMessage(Write(chunk)) { ContentType = "application/json", TimeToLive = Lifetime });
        }
    }

    protected override async Task ListenAsync(CancellationToken ct)
    {
        await using var lease = await SubscriptionLease.TakeAsync(database, options.Value.LiveSubscriptions, ct);
        if (lease is null)
        {
            LogNoneFree(options.Value.LiveSubscriptions);
        }

        await using var live = lease is null ? null : await HearAsync(lease.Subscription, happened => !IsWake(happened), ct);
        await using var relays = options.Value.TakesWakeUps ? await HearAsync(EventBusOptions.Relays, IsWake, ct) : null;
        WakeLoops();
        await (lease?.HoldAsync(ct) ?? Task.Delay(NoneFreePause, clock, ct));
    }

    private static bool IsWake(BusEvent happened) => BusTopics.Wakes.Contains(happened.Topic);

    private async Task<ServiceBusProcessor> HearAsync(string subscription, Func<BusEvent, bool> only, CancellationToken ct)
    {
        // Completed when handled: a process that dies before gets the message again, or another one does.
        var processor = client.CreateProcessor(EventBusOptions.Topic, subscription, new ServiceBusProcessorOptions { PrefetchCount = 50, AutoCompleteMessages = true });
        processor.ProcessMessageAsync += async message =>
        {
            if (!Dispatch(message.Message.Body.ToMemory().Span, only))
            {
                await message.DeadLetterMessageAsync(message.Message, "unreadable", "The body is no list of events.");
            }
        };
        processor.ProcessErrorAsync += failure =>
        {
            LogFailed(failure.Exception, failure.EntityPath);
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync(ct);
        return processor;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "All {Count} live subscriptions are taken: live updates come late here. Set EventBus__LiveSubscriptions, and as many subscriptions of the topic, higher.")]
    private partial void LogNoneFree(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message bus failed at {Entity}; it is tried again.")]
    private partial void LogFailed(Exception error, string entity);
}
