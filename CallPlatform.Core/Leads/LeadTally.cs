using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace CallPlatform.Core.Leads;

/// <summary>What one log adds to its agent's day. A change is counted as the difference of two, so the roll-up equals a recount.</summary>
public readonly record struct AgentTally(long Calls, long Connected, long NoAnswer, long Failed, long Booked, long Converted)
{
    public static AgentTally Of(AiCallLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.Status == AiCallStatuses.Skipped || log.ProjectId is null || log.AgentId is null
            ? default
            : new AgentTally(
                1,
                log.Status == AiCallStatuses.Connected ? 1 : 0,
                log.Status == AiCallStatuses.NoAnswer ? 1 : 0,
                log.Status == AiCallStatuses.Failed ? 1 : 0,
                log.Booked ? 1 : 0,
                log.Converted ? 1 : 0);
    }

    public static AgentTally operator +(AgentTally a, AgentTally b) => new(
        a.Calls + b.Calls, a.Connected + b.Connected, a.NoAnswer + b.NoAnswer, a.Failed + b.Failed, a.Booked + b.Booked, a.Converted + b.Converted);

    public static AgentTally operator -(AgentTally a, AgentTally b) => new(
        a.Calls - b.Calls, a.Connected - b.Connected, a.NoAnswer - b.NoAnswer, a.Failed - b.Failed, a.Booked - b.Booked, a.Converted - b.Converted);

    public static AgentTally Add(AgentTally left, AgentTally right) => left + right;

    public static AgentTally Subtract(AgentTally left, AgentTally right) => left - right;
}

/// <summary>The agents' days: differences of a transaction, written as one upsert.</summary>
public sealed class LeadTally : IRollUp
{
    private readonly Dictionary<(Guid Organization, DateOnly Day, Guid Project, Guid Agent), AgentTally> days = [];

    /// <summary>Counts a log against its own project and agent, or against those it had before.</summary>
    public void Add(AiCallLog log, Guid? projectId, Guid? agentId, AgentTally difference)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (difference != default && projectId is { } project && agentId is { } agent)
        {
            var key = (log.OrganizationId, log.CountedOn, project, agent);
            days[key] = days.GetValueOrDefault(key) + difference;
        }
    }

    public async Task WriteAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var changed = days.Where(d => d.Value != default)
            .OrderBy(d => d.Key.Organization).ThenBy(d => d.Key.Day).ThenBy(d => d.Key.Project).ThenBy(d => d.Key.Agent).ToList();
        days.Clear();
        if (changed.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            insert into ai_call_stats_daily as s (organization_id, day, project_id, agent_id, calls, connected, no_answer, failed, booked, converted)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (organization_id, day, project_id, agent_id) do update set
              calls = s.calls + excluded.calls, connected = s.connected + excluded.connected, no_answer = s.no_answer + excluded.no_answer,
              failed = s.failed + excluded.failed, booked = s.booked + excluded.booked, converted = s.converted + excluded.converted
            """,
            (NpgsqlConnection)db.Database.GetDbConnection(),
            (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Organization).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Day).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Project).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(d => d.Key.Agent).ToArray() });
        foreach (var column in (Func<AgentTally, long>[])
            [t => t.Calls, t => t.Connected, t => t.NoAnswer, t => t.Failed, t => t.Booked, t => t.Converted])
        {
            command.Parameters.Add(new() { Value = changed.Select(d => column(d.Value)).ToArray() });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
