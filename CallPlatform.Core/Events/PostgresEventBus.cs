using System.Text;
using CallPlatform.Core.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallPlatform.Core.Events;

/// <summary>The embedded build's bus: <c>NOTIFY</c> to tell, one <c>LISTEN</c> connection a process to hear.</summary>
internal sealed class PostgresEventBus(Database database, TimeProvider clock, ILogger<PostgresEventBus> log) : BufferedEventBus(clock, log)
{
    private const string Topic = "callplatform_events";

    // PostgreSQL refuses payloads of 8,000 bytes; an event is some 300.
    private const int EventsPerMessage = 20;

    protected override async Task SendAsync(IReadOnlyList<BusEvent> events)
    {
        await using var command = database.Platform.CreateCommand("select pg_notify($1, m) from unnest($2) m");
        command.Parameters.Add(new() { Value = Topic });
        command.Parameters.Add(new() { Value = events.Chunk(EventsPerMessage).Select(chunk => Encoding.UTF8.GetString(Write(chunk))).ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(database.SessionConnectionString);
        connection.Notification += (_, message) => Dispatch(Encoding.UTF8.GetBytes(message.Payload));
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand($"listen {Topic}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        WakeLoops();
        while (!ct.IsCancellationRequested)
        {
            await connection.WaitAsync(ct);
        }
    }
}
