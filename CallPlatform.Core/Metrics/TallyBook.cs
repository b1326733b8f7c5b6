using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Metrics;

/// <summary>
/// Collects a transaction's roll-up changes and writes them last, as one upsert a table: a day's row is hot, and whoever holds
/// it holds up the others, so it is locked once a batch and only for the commit. Days are in order, so two batches cannot deadlock.
/// </summary>
public sealed class TallyBook
{
    private readonly Dictionary<(Guid Organization, DateOnly Day), CallTally> days = [];
    private readonly Dictionary<Guid, long> contacts = [];
    private readonly CampaignBook campaigns = new();
    private readonly SortedDictionary<string, IRollUp> others = new(StringComparer.Ordinal);

    /// <summary>The transaction's one <typeparamref name="T"/>; it is written with this book, always in the same order of tables.</summary>
    public T Of<T>()
        where T : class, IRollUp, new()
    {
        if (!others.TryGetValue(typeof(T).Name, out var found))
        {
            others[typeof(T).Name] = found = new T();
        }

        return (T)found;
    }

    public void Add(Guid organizationId, DateOnly day, CallTally difference)
    {
        if (!difference.IsZero)
        {
            days[(organizationId, day)] = days.GetValueOrDefault((organizationId, day)) + difference;
        }
    }

    public void AddContacts(Guid organizationId, long difference) =>
        contacts[organizationId] = contacts.GetValueOrDefault(organizationId) + difference;

    /// <summary>A campaign's counters by name, to add to.</summary>
    public Dictionary<string, long> CountersOf(Guid campaignId, Guid organizationId) => campaigns.CountersOf(campaignId, organizationId);

    /// <summary>What ended in a campaign, for the minute of <paramref name="at"/>.</summary>
    public void AddMinute(Guid campaignId, Guid organizationId, DateTimeOffset at, MinuteTally told) =>
        campaigns.AddMinute(campaignId, organizationId, at, told);

    /// <summary>Writes and empties the book. Costs one round trip, none when nothing was counted.</summary>
    public async Task WriteAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        foreach (var other in others.Values)
        {
            await other.WriteAsync(db, ct);
        }

        var changed = days.Where(d => !d.Value.IsZero).OrderBy(d => d.Key.Organization).ThenBy(d => d.Key.Day).ToList();
        var totals = changed.GroupBy(d => d.Key.Organization).ToDictionary(g => g.Key, g => g.Sum(d => d.Value.Calls));
        var organizations = totals.Keys.Union(contacts.Keys)
            .Where(o => totals.GetValueOrDefault(o) != 0 || contacts.GetValueOrDefault(o) != 0).Order().ToArray();
        if (changed.Count == 0 && organizations.Length == 0 && campaigns.IsEmpty)
        {
            return;
        }

        await using var batch = db.CreateBatch();
        if (changed.Count > 0)
        {
            batch.BatchCommands.Add(Days(changed));
        }

        if (organizations.Length > 0)
        {
            batch.Add(
                """
                insert into organization_totals as t (organization_id, contacts, calls)
                select * from unnest($1, $2, $3) order by 1
                on conflict (organization_id) do update set contacts = t.contacts + excluded.contacts, calls = t.calls + excluded.calls
                """,
                organizations, organizations.Select(o => contacts.GetValueOrDefault(o)).ToArray(), organizations.Select(o => totals.GetValueOrDefault(o)).ToArray());
        }

        campaigns.AddCommands(batch);
        await batch.ExecuteNonQueryAsync(ct);
        campaigns.Clear();
        days.Clear();
        contacts.Clear();
    }

    private static NpgsqlBatchCommand Days(List<KeyValuePair<(Guid Organization, DateOnly Day), CallTally>> changed)
    {
        var command = new NpgsqlBatchCommand("""
            insert into call_stats_daily as s (organization_id, day, placed, completed, missed, failed, cancelled, talk_seconds, cost)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) order by 1, 2
            on conflict (organization_id, day) do update set
              placed = s.placed + excluded.placed, completed = s.completed + excluded.completed, missed = s.missed + excluded.missed,
              failed = s.failed + excluded.failed, cancelled = s.cancelled + excluded.cancelled,
              talk_seconds = s.talk_seconds + excluded.talk_seconds, cost = s.cost + excluded.cost
            """);
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Organization).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Day).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        foreach (var column in (Func<CallTally, long>[])
            [t => t.Placed, t => t.Completed, t => t.Missed, t => t.Failed, t => t.Cancelled, t => t.TalkSeconds])
        {
            command.Parameters.Add(new() { Value = changed.Select(d => column(d.Value)).ToArray() });
        }

        command.Parameters.Add(new() { Value = changed.Select(d => d.Value.Cost).ToArray() });
        return command;
    }
}
