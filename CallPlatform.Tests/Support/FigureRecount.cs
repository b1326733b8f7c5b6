using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>Counts the roll-ups anew from the rows they are of, by SQL that shares nothing with the code that kept them.</summary>
internal static class FigureRecount
{
    private const string Csr = """
        with recount as (
          select c.organization_id, c.counted_on as day, coalesce(c.handled_by, '00000000-0000-0000-0000-000000000000') as user_id,
            count(*) as calls, count(a.call_id) as analysed,
            count(*) filter (where q.qualified) as qualified,
            count(*) filter (where a.booking_status = 'booked') as booked,
            count(*) filter (where a.booking_status = 'service_not_offered') as service_not_offered,
            count(*) filter (where q.qualified and case when a.call_outcome_category is null then a.booking_status = 'not_booked'
              else a.call_outcome_category = 'qualified_but_unbooked' end) as qualified_unbooked,
            coalesce(sum((select count(*) from call_objections o where o.call_id = c.id)) filter (where q.qualified), 0) as qualified_objections,
            coalesce(sum(a.compliance_score), 0) as compliance_sum, count(a.compliance_score) as compliance_count
          from calls c left join call_analyses a on a.call_id = c.id
          cross join lateral (select case when a.call_outcome_category is null then coalesce(a.qualification_status in ('hot', 'warm'), false)
            else a.call_outcome_category like 'qualified\_%' end as qualified) q
          where c.direction = 'inbound' and not c.is_demo group by 1, 2, 3)
        select count(*) from recount r full join csr_stats_daily s using (organization_id, day, user_id)
        where (r.calls, r.analysed, r.qualified, r.booked, r.service_not_offered, r.qualified_unbooked, r.qualified_objections, r.compliance_sum, r.compliance_count)
          is distinct from (s.calls, s.analysed, s.qualified, s.booked, s.service_not_offered, s.qualified_unbooked, s.qualified_objections, s.compliance_sum, s.compliance_count)
        """;

    private const string Objections = """
        with recount as (
          select o.organization_id, c.counted_on as day, coalesce(c.handled_by, '00000000-0000-0000-0000-000000000000') as user_id, o.category,
            count(*) as objections, count(*) filter (where o.overcome) as overcome
          from call_objections o join calls c on c.id = o.call_id where c.direction = 'inbound' and not c.is_demo group by 1, 2, 3, 4)
        select count(*) from recount r full join (select * from objection_stats_daily where objections <> 0) s using (organization_id, day, user_id, category)
        where (r.objections, r.overcome) is distinct from (s.objections, s.overcome)
        """;

    private const string Sales = """
        with visits as (
          select distinct on (s.appointment_id) s.appointment_id, v.* from recording_sessions s join recording_analyses v on v.session_id = s.id
          order by s.appointment_id, s.created_at desc),
        recount as (
          select a.organization_id, a.counted_on as day, coalesce(a.assigned_rep_id, '00000000-0000-0000-0000-000000000000') as user_id,
            count(*) as appointments, count(*) filter (where status = 'completed') as completed, count(*) filter (where a.outcome = 'won') as won,
            count(*) filter (where a.outcome = 'lost') as lost, count(*) filter (where a.outcome = 'pending') as pending,
            coalesce(sum(v.meeting_structure_score), 0) as structure_sum, count(v.meeting_structure_score) as structure_count,
            coalesce(sum(v.sentiment_score), 0) as sentiment_sum
          from appointments a left join visits v on v.appointment_id = a.id where a.status <> 'cancelled' group by 1, 2, 3)
        select count(*) from recount r full join (select * from sales_stats_daily where appointments <> 0) s using (organization_id, day, user_id)
        where (r.appointments, r.completed, r.won, r.lost, r.pending, r.structure_sum, r.structure_count, r.sentiment_sum)
          is distinct from (s.appointments, s.completed, s.won, s.lost, s.pending, s.structure_sum, s.structure_count, s.sentiment_sum)
        """;

    private const string Calls = """
        with recount as (
          select organization_id, counted_on as day, count(*) filter (where status = 'completed') as completed,
            count(*) filter (where status in ('no-answer', 'busy', 'voicemail')) as missed,
            coalesce(sum(duration_seconds) filter (where status = 'completed'), 0) as talk_seconds
          from calls where not is_demo group by 1, 2)
        select count(*) from recount r full join call_stats_daily s using (organization_id, day)
        where (r.completed, r.missed, r.talk_seconds) is distinct from (s.completed, s.missed, s.talk_seconds)
        """;

    /// <summary>Every roll-up equals its recount.</summary>
    public static async Task FiguresEqualARecountAsync(this Platform platform)
    {
        foreach (var sql in (string[])[Csr, Objections, Sales, Calls])
        {
            Assert.True(await platform.QueryAsync<long>(sql) == 0, "Rows that differ from their recount: " + sql);
        }
    }
}
