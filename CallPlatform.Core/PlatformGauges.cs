using CallPlatform.Core.Data;

namespace CallPlatform.Core;

/// <summary>
/// Measures what no single event shows: how much waits in each queue and for how long, and the dial limits of those who call now.
/// The Workers all measure the same database, so take the greatest of their figures, not the sum. Two round trips.
/// </summary>
public sealed class PlatformGauges(Database database, TimeProvider clock)
{
    private const int MostOrganizations = 200;

    // A queue is counted up to 10,000; each has a partial index of what is due.
    private const string QueuesSql = """
        select 'jobs', count(*), min(due_at) from (select due_at from jobs where state = 'ready' and due_at <= $1 order by due_at limit 10000) q
        union all
        select 'inbox', count(*), min(due_at) from (select due_at from webhook_inbox where state = 'received' and due_at <= $1 order by due_at limit 10000) q
        union all
        select 'calls', count(*), min(due_at) from (select due_at from calls where status = 'ready' and due_at <= $1 limit 10000) q
        union all
        select 'dead_jobs', count(*), null from (select from jobs where state = 'dead' limit 10000) q
        """;

    private const string LimitsSql = """
        select a.organization_id, l.max_concurrent, l.per_minute, a.active
        from (select organization_id, count(*) as active from calls
              where direction = 'outbound' and status in ('queued', 'initiated', 'ringing', 'in-progress')
              group by organization_id order by active desc limit $1) a
        join dial_limits l on l.organization_id = a.organization_id
        """;

    private readonly HashSet<Guid> measured = [];

    /// <summary>Measures once, if anybody listens.</summary>
    public async Task MeasureAsync(CancellationToken ct)
    {
        if (!Telemetry.QueueDepth.Enabled)
        {
            return;
        }

        await MeasureQueuesAsync(ct);
        await MeasureLimitsAsync(ct);
    }

    private async Task MeasureQueuesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = database.Platform.CreateCommand(QueuesSql);
        command.Parameters.Add(new() { Value = now });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var queue = new KeyValuePair<string, object?>("queue", rows.GetString(0));
            Telemetry.QueueDepth.Record(rows.GetInt64(1), queue);
            Telemetry.QueueAge.Record(rows.IsDBNull(2) ? 0 : (now - rows.GetFieldValue<DateTimeOffset>(2)).TotalSeconds, queue);
        }
    }

    private async Task MeasureLimitsAsync(CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(LimitsSql);
        command.Parameters.Add(new() { Value = MostOrganizations });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var calling = new HashSet<Guid>();
        while (await rows.ReadAsync(ct))
        {
            var organization = rows.GetGuid(0);
            calling.Add(organization);
            Telemetry.DialLimit.Record(rows.GetInt32(1), new KeyValuePair<string, object?>("organization.id", organization), new("limit", "concurrent"));
            Telemetry.DialLimit.Record(rows.GetInt32(2), new KeyValuePair<string, object?>("organization.id", organization), new("limit", "per_minute"));
            Telemetry.ActiveCalls.Record(rows.GetInt64(3), new KeyValuePair<string, object?>("organization.id", organization));
        }

        // A gauge stays at its last value: who stopped calling is set to nothing once.
        foreach (var organization in measured.Except(calling))
        {
            Telemetry.ActiveCalls.Record(0, new KeyValuePair<string, object?>("organization.id", organization));
        }

        measured.Clear();
        measured.UnionWith(calling);
    }
}
