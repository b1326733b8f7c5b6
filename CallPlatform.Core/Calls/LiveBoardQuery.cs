using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>
/// The calls under way and the figures above them. Everything here walks a partial index or a counter: it is asked again with every
/// change of a call, by everybody who watches.
/// </summary>
public sealed class LiveBoardQuery(CallPlatformDbContext db, TimeProvider clock)
{
    private const int MostShown = 200;
    private const int LastLines = 2;

    private static readonly DialAttemptState[] Failures = [DialAttemptState.Refused, DialAttemptState.Retryable, DialAttemptState.Unknown, DialAttemptState.NotDialled];

    public async Task<LiveBoard> RunAsync(Guid organizationId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (minute, fiveMinutes) = (now.AddSeconds(-60), now.AddMinutes(-5));
        var limits = await db.DialLimits.FirstAsync(ct);
        var calls = await CallsAsync(ct);
        var active = await UnderWay().CountAsync(c => c.Direction == "outbound", ct);
        var dials = await db.DialAttempts.CountAsync(a => a.SendingAt > minute, ct);
        var failed = await db.DialAttempts.CountAsync(a => a.SendingAt > fiveMinutes && (Failures.Contains(a.State) || a.Status == "failed"), ct);
        return new LiveBoard(now, active, limits.MaxConcurrent, await WaitingAsync(organizationId, ct), dials, limits.PerMinute, failed, calls);
    }

    // Spelt out, so that the planner sees the partial index's own condition.
    private IQueryable<Call> UnderWay() => db.Calls.Where(c =>
        c.State.Status == CallStatus.Queued || c.State.Status == CallStatus.Initiated || c.State.Status == CallStatus.Ringing || c.State.Status == CallStatus.InProgress);

    private async Task<List<LiveCall>> CallsAsync(CancellationToken ct)
    {
        var rows = await UnderWay().OrderBy(c => c.State.QueuedAt ?? c.CreatedAt).ThenBy(c => c.Id).Take(MostShown)
            .Select(c => new
            {
                c.Id, Name = c.Contact!.Name ?? c.CustomerName, Phone = c.Direction == "inbound" ? c.FromNumber ?? c.ToNumber : c.ToNumber, c.Direction, c.State.Status,
                Campaign = db.Campaigns.Where(p => p.Id == c.CampaignId).Select(p => p.Name).FirstOrDefault(),
                Project = db.Leads.Where(l => l.Id == c.LeadId).SelectMany(l => db.Projects.Where(p => p.Id == l.ProjectId).Select(p => p.Name)).FirstOrDefault(),
                Agent = db.AiAgents.Where(a => a.AgentId == c.AgentRef && a.Provider == c.Provider).Select(a => a.Name).FirstOrDefault(),
                Since = c.State.QueuedAt ?? c.CreatedAt, c.State.StartedAt, c.IsDemo,
                Words = db.LiveLines.Where(l => l.CallId == c.Id).OrderByDescending(l => l.At).Select(l => new { l.ByAgent, l.Text }).Take(LastLines).ToList(),
            }).ToListAsync(ct);
        return
        [
            .. rows.Select(c => new LiveCall(
                c.Id, c.Name, c.Phone, c.Direction, c.Status.Name(), c.Campaign ?? c.Project, c.Agent, c.Since, c.StartedAt, c.IsDemo,
                c.Words.Count == 0 ? null : string.Join('\n', c.Words.AsEnumerable().Reverse().Select(l => LiveLine.Written(l.ByAgent, l.Text))))),
        ];
    }

    /// <summary>Campaigns count their own; what belongs to none lies in the organisation's own lane of the dialer's index, at three priorities.</summary>
    private async Task<long> WaitingAsync(Guid organizationId, CancellationToken ct) =>
        (await db.Database.SqlQuery<long>(
            $"""
            select (select coalesce(sum(n.value), 0) from campaigns p join campaign_counts n on n.campaign_id = p.id and n.key = 'status:ready'
                where p.organization_id = {organizationId} and p.status = 'running' and not p.is_demo)::bigint
              + (select count(*) from (select from calls c where c.organization_id = {organizationId} and c.lane = {organizationId} and c.status = 'ready'
                  and c.due_at is not null and c.priority in ({CallPriority.Campaign}, {CallPriority.Lead}, {CallPriority.Person}) limit 10000) own) as "Value"
            """).ToListAsync(ct)).First();
}
