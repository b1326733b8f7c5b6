using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>Plays a campaign through before it runs: the dialer's own rule on a simulated clock, with the answers and talks of the last 30 days.</summary>
public sealed class Rehearsal(CallPlatformDbContext db, DialFactsReader facts, TimeProvider clock)
{
    private const int EnoughHistory = 20;

    public async Task<RehearsalResponse?> RunAsync(Guid campaignId, CancellationToken ct)
    {
        if (await db.Campaigns.FirstOrDefaultAsync(c => c.Id == campaignId, ct) is not { } campaign)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var subject = new DialSubject(campaign.OrganizationId, "", null, campaignId, campaign.Provider);
        var book = await facts.ReadAsync([subject], ct);
        var people = await PeopleAsync(campaignId, ct);
        var zone = book.ScheduleOf(campaign.OrganizationId, campaignId)?.TimeZone ?? "UTC";
        var zones = new Dictionary<string, TimeZoneInfo[]?>();
        var called = new List<RehearsedPerson>(people.Count);
        foreach (var person in people)
        {
            var callee = CalleeZone.Of(person.Zone, person.Phone, zone);
            var key = callee.Names.Count == 1 ? callee.Names[0] : string.Join('|', callee.Names);
            if (!zones.TryGetValue(key, out var found))
            {
                zones[key] = found = callee.Find()?.ToArray();
            }

            called.Add(new RehearsedPerson(
                person.Name ?? person.Phone, found, person.Attempts, person.MaxAttempts, person.DueAt,
                person.Suppressed ? new SuppressionFact(person.SuppressedUntil) : null, person.TalkedAt));
        }

        // What it would do if it ran: lines that are busy now are not busy for all its time.
        var ideal = book.Of(subject) with { Campaign = CampaignStanding.Running, ActiveCalls = 0, DialsInLastMinute = 0, ProviderDownUntil = null };
        return new RehearsedDay(ideal, await HistoryAsync(campaign.OrganizationId, now, ct), now).Play(called);
    }

    private Task<List<Person>> PeopleAsync(Guid campaignId, CancellationToken ct) => db.Database.SqlQuery<Person>($"""
        select c.to_number as "Phone", coalesce(c.customer_name, p.name) as "Name", p.time_zone as "Zone", c.attempts as "Attempts", c.max_attempts as "MaxAttempts",
          c.due_at as "DueAt", s.phone is not null as "Suppressed", s.expires_at as "SuppressedUntil", h.at as "TalkedAt"
        from calls c
        left join contacts p on p.id = c.contact_id
        left join suppressions s on s.organization_id = c.organization_id and s.phone = c.to_number
        left join human_contacts h on h.organization_id = c.organization_id and h.phone = c.to_number
        where c.campaign_id = {campaignId} and c.status = 'ready' and c.deleted_at is null
        """).ToListAsync(ct);

    private async Task<CallHistory> HistoryAsync(Guid organizationId, DateTimeOffset now, CancellationToken ct)
    {
        var since = OrganizationClock.DayOf(now, "UTC").AddDays(-30);
        var sums = await db.CallStatsDaily.Where(d => d.OrganizationId == organizationId && d.Day >= since).GroupBy(_ => 1).Select(g => new
        {
            Completed = g.Sum(d => d.Completed), Missed = g.Sum(d => d.Missed) + g.Sum(d => d.Failed), Talk = g.Sum(d => d.TalkSeconds), Cost = g.Sum(d => d.Cost),
        }).FirstOrDefaultAsync(ct);
        return sums is null || sums.Completed + sums.Missed < EnoughHistory || sums.Completed == 0
            ? CallHistory.Guess
            : new CallHistory(
                (double)sums.Completed / (sums.Completed + sums.Missed), (double)sums.Talk / sums.Completed,
                sums.Cost / sums.Completed * 0.8m, sums.Cost / sums.Completed * 1.25m, FromHistory: true);
    }

    private sealed record Person(
        string Phone, string? Name, string? Zone, int Attempts, int MaxAttempts, DateTimeOffset? DueAt, bool Suppressed, DateTimeOffset? SuppressedUntil,
        DateTimeOffset? TalkedAt);
}

/// <summary>What calls of this organisation are like.</summary>
/// <param name="AnswerRate">0 to 1.</param>
/// <param name="TalkSeconds">Mean of answered calls.</param>
/// <param name="CostLow">US dollars an answered call.</param>
/// <param name="CostHigh">US dollars an answered call.</param>
/// <param name="FromHistory">False: a guess, for there were too few calls.</param>
public sealed record CallHistory(double AnswerRate, double TalkSeconds, decimal CostLow, decimal CostHigh, bool FromHistory)
{
    public static CallHistory Guess { get; } = new(0.35, 120, 0.10m, 0.30m, FromHistory: false);
}

/// <summary>One person of a rehearsal.</summary>
public sealed record RehearsedPerson(
    string Name, IReadOnlyList<TimeZoneInfo>? Zones, int Attempts, int MaxAttempts, DateTimeOffset? DueAt, SuppressionFact? Suppression, DateTimeOffset? HumanContactAt);
