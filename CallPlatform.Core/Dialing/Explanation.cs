using System.Globalization;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>Asks the dialer's own rule about a number, now or at a later time, and shows what it looked at.</summary>
public sealed class Explanation(CallPlatformDbContext db, DialFactsReader facts, Providers.ProviderDefaults defaults, TimeProvider clock)
{
    public async Task<ExplainResponse> OfAsync(Guid organizationId, string phone, Guid? campaignId, DateTimeOffset? at, CancellationToken ct)
    {
        var now = at ?? clock.GetUtcNow();
        var zone = await db.Contacts.Where(c => c.Phone == phone && c.DeletedAt == null && c.TimeZone != null)
            .OrderByDescending(c => c.UpdatedAt).Select(c => c.TimeZone).FirstOrDefaultAsync(ct);
        var subject = new DialSubject(organizationId, phone, zone, campaignId, defaults.Provider);
        var book = await facts.ReadAsync([subject], ct);
        var found = book.Of(subject);

        // A campaign that is being planned is asked about as if it ran.
        if (found.Campaign == CampaignStanding.Paused && await db.Campaigns.AnyAsync(c => c.Id == campaignId && c.Status == Campaigns.CampaignStatuses.Draft, ct))
        {
            found = found with { Campaign = CampaignStanding.Running };
        }

        var decision = DialPolicy.Decide(new DialCandidate(0, 1, null, false), found, now);
        var callee = book.ZoneOf(subject);
        return new ExplainResponse(
            phone, now, decision.Verdict.ToString().ToLowerInvariant(), decision.Reason, decision.Until,
            new ExplainFacts(
                callee.Names, callee.Source,
                found.Zones is { Count: > 0 } zones ? TimeZoneInfo.ConvertTime(now, zones[0]).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null,
                found.Suppression is not null, found.HumanContactAt, found.ActiveCalls, found.MaxConcurrent, found.DialsInLastMinute, found.PerMinute,
                found.Budget, found.Spent));
    }

    /// <summary>Whether it is a calling hour on the schedule's own clock.</summary>
    public async Task<CallingHours> HoursAsync(Guid organizationId, Guid? campaignId, CancellationToken ct)
    {
        var book = await facts.ReadAsync([new DialSubject(organizationId, "", null, campaignId, defaults.Provider)], ct);
        if (book.ScheduleOf(organizationId, campaignId) is not { } schedule || !TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out var zone))
        {
            return new CallingHours("UTC", false, DialReason.BrokenSchedule, null);
        }

        if (!schedule.Enabled)
        {
            return new CallingHours(schedule.TimeZone, false, DialReason.Disabled, null);
        }

        var now = clock.GetUtcNow();
        var window = CallingWindow.At(schedule, [zone], now);
        return new CallingHours(schedule.TimeZone, window.IsOpen, window.Reason, window.IsOpen ? CallingWindow.ClosesAt(schedule, zone, now) : window.OpensAt);
    }
}
