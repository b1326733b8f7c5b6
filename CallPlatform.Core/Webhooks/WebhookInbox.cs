using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Webhooks;

/// <summary>
/// Stores deliveries before they are answered. Requests queue here; a writer takes what is there and commits it in one
/// statement, then all of them are answered: a commit is shared by those who wait for it. Groups are capped by rows and bytes,
/// and there are two writers, since one alone is slower with large bodies.
/// </summary>
public sealed partial class WebhookInbox(Database database, IEventBus bus, TimeProvider clock, ILogger<WebhookInbox> log) : BackgroundService
{
    private const int Writers = 2;
    private const int MaxRows = 256;
    private const int MaxBytes = 1 << 20;

    // Full means that PostgreSQL does not keep up: the door answers 503 instead of piling up memory.
    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4096));

    /// <summary>Completes when the delivery is durable; a repeated one counts as stored.</summary>
    /// <exception cref="InboxFullException">Too many wait already.</exception>
    public Task StoreAsync(WebhookEnvelope envelope, byte[] body)
    {
        var waiting = new Waiting(envelope, body, clock.GetUtcNow(), Activity.Current?.Id);
        return queue.Writer.TryWrite(waiting) ? waiting.Stored.Task : throw new InboxFullException();
    }

    /// <summary>
    /// Has a provider's latest deliveries that belong to nobody worked on again: each goes to whoever has its number by now, or stays.
    /// </summary>
    public async Task ReplayUnroutableAsync(string provider, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.Platform.CreateCommand("""
            update webhook_inbox set state = 'received', due_at = $1, attempts = 0, error = null where id in (
              select id from webhook_inbox where state = 'unroutable' and provider = $2 order by received_at desc limit 10000)
            """);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = provider });
        if (await command.ExecuteNonQueryAsync(ct) > 0)
        {
            await bus.PublishAsync([BusEvent.Wake(BusTopics.InboxFilled, now)], ct);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(stoppingToken)));

    private async Task WriteAsync(CancellationToken stopping)
    {
        var group = new List<Waiting>(MaxRows);
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping))
            {
                var bytes = 0;
                while (group.Count < MaxRows && bytes < MaxBytes && queue.Reader.TryRead(out var next))
                {
                    group.Add(next);
                    bytes += next.Body.Length;
                }

                await StoreGroupAsync(group);
                group.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: requests that still wait are refused, their senders were answered nothing yet.
            while (queue.Reader.TryRead(out var late))
            {
                late.Stored.TrySetException(new InboxFullException());
            }
        }
    }

    private async Task StoreGroupAsync(List<Waiting> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        try
        {
            FaultPoint.Reached("inbox.received");
            await InsertAsync(group);
            FaultPoint.Reached("inbox.stored");
            foreach (var waiting in group)
            {
                waiting.Stored.TrySetResult();
            }

            await bus.PublishAsync([BusEvent.Wake(BusTopics.InboxFilled, clock.GetUtcNow())], CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogNotStored(error, group.Count);
            foreach (var waiting in group)
            {
                waiting.Stored.TrySetException(error);
            }
        }
    }

    private async Task InsertAsync(List<Waiting> group)
    {
        await using var command = database.Platform.CreateCommand("""
            insert into webhook_inbox (id, provider, event_key, subject, kind, body, state, due_at, trace_parent, received_at)
            select i, p, e, s, k, b, 'received', r, t, r
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::timestamptz[])
              as d(i, p, e, s, k, b, t, r)
            on conflict (provider, event_key) do nothing
            """);
        void Add<T>(NpgsqlDbType type, Func<Waiting, T> value)
        {
            var values = new T[group.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = value(group[i]);
            }

            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        }

        Add(NpgsqlDbType.Uuid, w => w.Id);
        Add(NpgsqlDbType.Text, w => w.Envelope.Provider);
        Add(NpgsqlDbType.Text, w => Storable(w.Envelope.EventKey) ?? w.Id.ToString("N"));
        Add(NpgsqlDbType.Text, w => Storable(w.Envelope.Subject));
        Add(NpgsqlDbType.Text, w => Storable(w.Envelope.Kind));
        Add(NpgsqlDbType.Bytea, w => w.Body);
        Add(NpgsqlDbType.Text, w => w.TraceParent);
        Add(NpgsqlDbType.TimestampTz, w => w.ReceivedAt);
        await command.ExecuteNonQueryAsync();
    }

    // PostgreSQL's text knows no U+0000 and an index entry no long text: one delivery must not fail the others of its group.
    private static string? Storable(string? text) => text is not { Length: > 500 }
        ? text?.Replace("\0", "", StringComparison.Ordinal)
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} deliveries could not be stored; their senders were told so.")]
    private partial void LogNotStored(Exception error, int count);

    private sealed record Waiting(WebhookEnvelope Envelope, byte[] Body, DateTimeOffset ReceivedAt, string? TraceParent)
    {
        public Guid Id { get; } = Guid.CreateVersion7();

        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The database does not keep up, or this process stops: the sender should come again.</summary>
public sealed class InboxFullException : Exception
{
    public InboxFullException()
        : base("The inbox is full.") { }

    public InboxFullException(string message)
        : base(message) { }

    public InboxFullException(string message, Exception innerException)
        : base(message, innerException) { }
}
