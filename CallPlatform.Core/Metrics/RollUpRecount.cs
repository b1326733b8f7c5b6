using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Metrics;

/// <summary>
/// Counts an organisation's days anew from the rows they are of, in the caller's transaction: for when rows were taken out behind the
/// roll-ups' back. The days' rows are locked first, so that whoever counts meanwhile waits and adds to the new figures. (The agents' days of
/// automatic lead calls are not among them: they belong to a project.)
/// </summary>
public sealed class RollUpRecount(CallPlatformDbContext db)
{
    private const string NoUser = "'00000000-0000-0000-0000-000000000000'::uuid";

    private static readonly (string Table, string Columns, string Rows)[] RollUps =
    [
        ("call_stats_daily", "placed, completed, missed, failed, cancelled, talk_seconds, cost", """
            select counted_on, count(*) filter (where (attempts > 0 or direction = 'inbound') and deleted_at is null),
              count(*) filter (where status = 'completed' and deleted_at is null),
              count(*) filter (where status in ('no-answer', 'busy', 'voicemail') and deleted_at is null),
              count(*) filter (where status = 'failed' and deleted_at is null), count(*) filter (where status = 'cancelled' and deleted_at is null),
              coalesce(sum(duration_seconds) filter (where status = 'completed' and deleted_at is null), 0),
              coalesce(sum((select sum(cost) from dial_attempts t where t.call_id = c.id)), 0)
            from calls c where organization_id = $1 and counted_on = any($2) and not is_demo group by 1
            """),
        ("csr_stats_daily", "user_id, calls, analysed, qualified, booked, service_not_offered, qualified_unbooked, qualified_objections, compliance_sum, compliance_count, unknown_values", $"""
            select c.counted_on, coalesce(c.handled_by, {NoUser}), count(*), count(a.call_id), count(*) filter (where q.qualified),
              count(*) filter (where a.booking_status = 'booked'), count(*) filter (where a.booking_status = 'service_not_offered'),
              count(*) filter (where {Unbooked}),
              coalesce(sum(a.objection_count) filter (where q.qualified), 0), coalesce(sum(a.compliance_score), 0), count(a.compliance_score),
              coalesce(sum(a.unknown_values), 0)
            from calls c left join call_analyses a on a.call_id = c.id {Qualified}
            where c.organization_id = $1 and c.counted_on = any($2) and c.direction = 'inbound' and not c.is_demo group by 1, 2
            """),
        ("objection_stats_daily", "user_id, category, objections, overcome, unbooked", $"""
            select a.counted_on, coalesce(a.user_id, {NoUser}), o.category, count(*), count(*) filter (where o.overcome), count(*) filter (where {Unbooked})
            from call_objections o join call_analyses a on a.call_id = o.call_id {Qualified}
            where a.organization_id = $1 and a.counted_on = any($2) and a.in_csr_figures group by 1, 2, 3
            """),
        ("sales_stats_daily", "user_id, appointments, completed, won, lost, pending, structure_sum, structure_count, compliance_sum, compliance_count, sentiment_sum, sentiment_count", $"""
            select a.counted_on, coalesce(a.assigned_rep_id, {NoUser}), count(*), count(*) filter (where a.status = 'completed'),
              count(*) filter (where a.outcome = 'won'), count(*) filter (where a.outcome = 'lost'), count(*) filter (where a.outcome = 'pending'),
              coalesce(sum(v.meeting_structure_score), 0), count(v.meeting_structure_score), coalesce(sum(v.compliance_score), 0),
              count(v.compliance_score), coalesce(sum(v.sentiment_score), 0), count(v.sentiment_score)
            from appointments a left join lateral (
              select r.* from recording_sessions s join recording_analyses r on r.session_id = s.id where s.appointment_id = a.id
              order by s.created_at desc limit 1) v on true
            where a.organization_id = $1 and a.counted_on = any($2) and a.status <> 'cancelled' group by 1, 2
            """),
    ];

    private const string Qualified = """
        cross join lateral (select case when a.call_outcome_category is null then coalesce(a.qualification_status in ('hot', 'warm'), false)
          else a.call_outcome_category like 'qualified\_%' end as qualified) q
        """;

    private const string Unbooked = """
        q.qualified and case when a.call_outcome_category is null then a.booking_status = 'not_booked' else a.call_outcome_category = 'qualified_but_unbooked' end
        """;

    /// <summary>Counts these days, and the organisation's totals.</summary>
    public async Task RunAsync(Guid organizationId, IReadOnlyCollection<DateOnly> days, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(days);
        var asked = days.ToArray();

        // In the order in which every transaction writes them: two that want the same days cannot deadlock.
        foreach (var (table, columns, rows) in RollUps.OrderBy(r => r.Table == "call_stats_daily").ThenBy(r => r.Table, StringComparer.Ordinal))
        {
            await RunAsync($"select 1 from {table} where organization_id = $1 and day = any($2) order by day for update", organizationId, asked, ct);
            await RunAsync($"delete from {table} where organization_id = $1 and day = any($2)", organizationId, asked, ct);
            await RunAsync($"insert into {table} (organization_id, day, {columns}) select $1, r.* from ({rows}) r", organizationId, asked, ct);
        }

        await db.Database.ExecuteSqlAsync($"select 1 from organization_totals where organization_id = {organizationId} for update", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update organization_totals set
              contacts = (select count(*) from contacts where organization_id = {organizationId} and deleted_at is null),
              calls = (select count(*) from calls where organization_id = {organizationId} and not is_demo and deleted_at is null)
            where organization_id = {organizationId}
            """,
            ct);
    }

    private async Task RunAsync(string sql, Guid organizationId, DateOnly[] days, CancellationToken ct)
    {
        await using var command = RollUpCommand.Of(db, sql);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = days, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Date });
        await command.ExecuteNonQueryAsync(ct);
    }
}
