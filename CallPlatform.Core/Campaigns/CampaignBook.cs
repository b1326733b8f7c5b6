using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Campaigns;

/// <summary>What ended in one minute of a campaign. Cost in US dollars.</summary>
public readonly record struct MinuteTally(long Ended, long Failed, long Answered, long OptedOut, long Silent, decimal Cost)
{
    public static MinuteTally operator +(MinuteTally a, MinuteTally b) => new(
        a.Ended + b.Ended, a.Failed + b.Failed, a.Answered + b.Answered, a.OptedOut + b.OptedOut, a.Silent + b.Silent, a.Cost + b.Cost);

    public static MinuteTally Add(MinuteTally left, MinuteTally right) => left + right;
}

/// <summary>Names of counters in <c>campaign_counts</c>.</summary>
internal static class CampaignKeys
{
    public const string Status = "status:";
    public const string Waiting = "waiting:";
    public const string Never = "never:";
    public const string Attempts = "attempts";

    /// <summary>Millionths of a US dollar.</summary>
    public const string CostMicros = "cost_micros";
}

/// <summary>The campaigns' part of a transaction's roll-ups: one upsert a table, rows in order, so that two batches cannot deadlock.</summary>
internal sealed class CampaignBook
{
    private readonly Dictionary<Guid, (Guid Organization, Dictionary<string, long> Counters)> counts = [];
    private readonly Dictionary<(Guid Campaign, DateTimeOffset Minute), (Guid Organization, MinuteTally Told)> minutes = [];

    public bool IsEmpty => minutes.Count == 0 && !counts.Values.Any(c => c.Counters.Values.Any(v => v != 0));

    public Dictionary<string, long> CountersOf(Guid campaign, Guid organization)
    {
        if (!counts.TryGetValue(campaign, out var entry))
        {
            counts[campaign] = entry = (organization, []);
        }

        return entry.Counters;
    }

    public void AddMinute(Guid campaign, Guid organization, DateTimeOffset at, MinuteTally told)
    {
        var key = (campaign, new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero));
        minutes[key] = (organization, minutes.GetValueOrDefault(key).Told + told);
        var counters = CountersOf(campaign, organization);
        counters[CampaignKeys.CostMicros] = counters.GetValueOrDefault(CampaignKeys.CostMicros) + (long)(told.Cost * 1_000_000m);
    }

    public void Clear()
    {
        counts.Clear();
        minutes.Clear();
    }

    public void AddCommands(NpgsqlBatch batch)
    {
        var changed = counts.SelectMany(c => c.Value.Counters.Where(v => v.Value != 0).Select(v => (Campaign: c.Key, c.Value.Organization, v.Key, v.Value)))
            .OrderBy(c => c.Campaign).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
        {
            Add(
                batch,
                """
                insert into campaign_counts as c (campaign_id, organization_id, key, value) select * from unnest($1, $2, $3, $4)
                on conflict (campaign_id, key) do update set value = c.value + excluded.value
                """,
                changed.Select(c => c.Campaign).ToArray(), changed.Select(c => c.Organization).ToArray(),
                changed.Select(c => c.Key).ToArray(), changed.Select(c => c.Value).ToArray());
        }

        var told = minutes.OrderBy(m => m.Key.Campaign).ThenBy(m => m.Key.Minute).ToList();
        if (told.Count > 0)
        {
            long[] Column(Func<MinuteTally, long> value) => [.. told.Select(m => value(m.Value.Told))];
            Add(
                batch,
                """
                insert into campaign_minutes as m (campaign_id, organization_id, minute, ended, failed, answered, opted_out, silent, cost)
                select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict (campaign_id, minute) do update set ended = m.ended + excluded.ended, failed = m.failed + excluded.failed,
                  answered = m.answered + excluded.answered, opted_out = m.opted_out + excluded.opted_out, silent = m.silent + excluded.silent,
                  cost = m.cost + excluded.cost
                """,
                told.Select(m => m.Key.Campaign).ToArray(), told.Select(m => m.Value.Organization).ToArray(), told.Select(m => m.Key.Minute).ToArray(),
                Column(t => t.Ended), Column(t => t.Failed), Column(t => t.Answered), Column(t => t.OptedOut), Column(t => t.Silent),
                told.Select(m => m.Value.Told.Cost).ToArray());
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            var parameter = new NpgsqlParameter { Value = column };
            if (column is DateTimeOffset[])
            {
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            }

            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}
