using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Events;

/// <summary>
/// Empties the dead letters of the Workers' subscription and says why each died. Nothing is lost with one: an event is an
/// announcement of rows that are there, and whoever missed it has looked since.
/// </summary>
internal sealed partial class DeadLetters(ServiceBusClient client, TimeProvider clock, ILogger<DeadLetters> log) : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var receiver = client.CreateReceiver(EventBusOptions.Topic, EventBusOptions.Relays, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DrainAsync(receiver, stoppingToken) > 0)
                {
                }
            }
            catch (ServiceBusException error)
            {
                LogAway(error);
            }

            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    private async Task<int> DrainAsync(ServiceBusReceiver receiver, CancellationToken ct)
    {
        var letters = await receiver.ReceiveMessagesAsync(AtOnce, Patience, ct);
        foreach (var letter in letters)
        {
            LogDead(letter.MessageId, letter.DeliveryCount, letter.DeadLetterReason);
            await receiver.CompleteMessageAsync(letter, ct);
        }

        return letters.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} of the bus was given up after {Deliveries} deliveries: {Reason}.")]
    private partial void LogDead(string messageId, int deliveries, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dead letters of the bus could not be read; tried again in a minute.")]
    private partial void LogAway(Exception error);
}
