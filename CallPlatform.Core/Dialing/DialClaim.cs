using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// The dialer's one statement. Calls stand in lanes (organisation, priority, campaign or none). It hops from lane to lane by one index
/// probe each, so that rows which wait cost nothing however many they are; takes the limits of organisations with something due,
/// those served longest ago first, leaving out any that another process holds; and from each takes a fair share: higher
/// priority first, among equals a call of each lane in turn. The picked rows are locked one by one (lateral, limit 1): as a plain
/// join the planner reads all of a large table for them.
/// </summary>
internal static class DialClaim
{
    /// <summary>How many organisations one claim serves.</summary>
    private const int MostOrganizations = 20;

    /// <summary>At the limit, so many of the next in line are told why they wait.</summary>
    private const int ToldWhy = 10;

    /// <summary>Yields ids of locked due calls, in the order in which lines are given out.</summary>
    /// <param name="now">What is due by then.</param>
    /// <param name="batch">At most about so many calls.</param>
    public static FormattableString Statement(DateTimeOffset now, int batch) =>
        $"""
        with recursive hop as (
          (select organization_id, priority, lane from calls where status = 'ready' and due_at is not null
           order by organization_id, priority, lane limit 1)
          union all
          select n.organization_id, n.priority, n.lane from hop h cross join lateral (
            select c.organization_id, c.priority, c.lane from calls c
            where c.status = 'ready' and c.due_at is not null and (c.organization_id, c.priority, c.lane) > (h.organization_id, h.priority, h.lane)
            order by c.organization_id, c.priority, c.lane limit 1) n
        ), lanes as (
          select h.* from hop h where
            (h.lane = h.organization_id or exists (select from campaigns p where p.id = h.lane and p.status in ('running', 'completed')))
            and exists (select from calls c where c.organization_id = h.organization_id and c.priority = h.priority and c.lane = h.lane
              and c.status = 'ready' and c.due_at is not null and c.due_at <= {now})
        ), held as (
          select l.organization_id, l.max_concurrent > a.active as has_line
          from dial_limits l cross join lateral (
            select count(*) as active from calls c where c.organization_id = l.organization_id and c.direction = 'outbound'
              and c.status in ('queued', 'initiated', 'ringing', 'in-progress')) a
          where l.organization_id in (select organization_id from lanes)
          order by l.max_concurrent > a.active desc, l.served_at nulls first, l.organization_id limit {MostOrganizations}
          for update of l skip locked
        ), share as (
          select h.organization_id, h.has_line, greatest(1, {batch} / (count(*) over ())::int) as size from held h
        ), picked as (
          select d.id, l.priority, d.turn, d.due_at, s.size,
            row_number() over (partition by l.organization_id order by l.priority desc, d.turn, d.due_at) as place
          from share s join lanes l on l.organization_id = s.organization_id
          cross join lateral (
            select n.*, row_number() over (order by n.due_at, n.id) as turn from (
              select c.id, c.due_at, c.wait_reason from calls c
              where c.organization_id = l.organization_id and c.priority = l.priority and c.lane = l.lane
                and c.status = 'ready' and c.due_at is not null and c.due_at <= {now}
              order by c.due_at, c.id limit case when s.has_line then s.size else {ToldWhy} end) n) d
          where s.has_line or d.wait_reason is distinct from 'concurrency'
        )
        select c.id from picked p cross join lateral (
          select k.id from calls k where k.id = p.id and k.status = 'ready' and k.due_at <= {now} and k.deleted_at is null
          limit 1 for update skip locked) c
        where p.place <= p.size
        order by p.priority desc, p.turn, p.due_at, c.id
        """;

    public static async Task NoteServedAsync(CallPlatformDbContext db, StartedCalls result, DateTimeOffset now, CancellationToken ct)
    {
        if (result.Started.Count > 0)
        {
            var served = result.Started.Select(s => s.Call.OrganizationId).Distinct().ToArray();
            await db.Database.ExecuteSqlAsync($"update dial_limits set served_at = {now} where organization_id = any({served})", ct);
        }
    }
}
