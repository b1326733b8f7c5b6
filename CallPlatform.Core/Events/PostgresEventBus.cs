using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using CallPlatform.Core.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallPlatform.Core.Events;

/// <summary>The embedded build's bus: <c>NOTIFY</c> to tell, one <c>LISTEN</c> connection a process to hear.</summary>
internal sealed partial class PostgresEventBus(Database database, ILogger<PostgresEventBus> log) : BackgroundService, IEventBus, IAsyncDisposable
{
    private const string Topic = "callplatform_events";

    // PostgreSQL refuses payloads of 8,000 bytes; an event is some 300.
    private const int EventsPerMessage = 20;
    private const int MostAtOnce = 2000;

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
                sender = Task.Run(SendAsync, CancellationToken.None);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Tells what is still to be told, for five seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete();
        await Task.WhenAny(sender, Task.Delay(TimeSpan.FromSeconds(5)));
        Dispose();
    }

    private async Task SendAsync()
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
                await using var command = database.Platform.CreateCommand("select pg_notify($1, m) from unnest($2) m");
                command.Parameters.Add(new() { Value = Topic });
                command.Parameters.Add(new() { Value = events.Chunk(EventsPerMessage).Select(chunk => JsonSerializer.Serialize(chunk)).ToArray() });
                await command.ExecuteNonQueryAsync();
            }
            catch (Exception error) when (error is NpgsqlException or ObjectDisposedException)
            {
                LogNotPublished(error, events.Count);
            }
        }
    }

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
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            // Its own connection outside the pools: it never comes back, and TCP must notice a server that is gone.
            Pooling = false,
            KeepAlive = 15,
            Options = "-c role=callplatform_app",
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Notification += (_, message) => Dispatch(message.Payload);
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"listen {Topic}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        // What was told while nobody listened is found by looking: wake every loop once.
        var now = DateTimeOffset.UtcNow;
        foreach (var topic in new[] { BusTopics.JobsDue, BusTopics.InboxFilled, BusTopics.CallsDue })
        {
            Tell(BusEvent.Wake(topic, now));
        }

        while (!ct.IsCancellationRequested)
        {
            await connection.WaitAsync(ct);
        }
    }

    private void Dispatch(string payload)
    {
        try
        {
            foreach (var happened in JsonSerializer.Deserialize<BusEvent[]>(payload) ?? [])
            {
                Tell(happened);
            }
        }
        catch (JsonException error)
        {
            LogUnreadable(error);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The event listener lost PostgreSQL; trying again in a second.")]
    private partial void LogListenerLost(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event could not be read and was skipped.")]
    private partial void LogUnreadable(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener failed on {Topic}.")]
    private partial void LogHandlerFailed(Exception error, string topic);

    private sealed class Subscription(PostgresEventBus bus, Guid id) : IDisposable
    {
        public void Dispose() => bus.handlers.TryRemove(id, out _);
    }
}
