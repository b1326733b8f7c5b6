using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Turns contacts and service records into ready calls, thousands a statement. A number that is in the campaign already is left
/// out, so adding the same list again, or two people adding it at once, adds nobody twice.
/// </summary>
public sealed class CampaignAudience(
    CallPlatformDbContext db, CallTransaction transaction, TallyBook tallies, DialFactsReader facts, ProviderDefaults defaults, TimeProvider clock)
{
    private const int Bite = 5000;

    /// <summary>Adds contacts: those given, or all of the organisation's. Returns how many were new to the campaign.</summary>
    public async Task<(int Added, int Seen)> AddContactsAsync(Campaign campaign, IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        int added = 0, seen = 0;
        for (var last = Guid.Empty; ;)
        {
            var bite = await db.Contacts.Where(c => c.DeletedAt == null && c.Id.CompareTo(last) > 0 && (ids == null || ids.Contains(c.Id)))
                .OrderBy(c => c.Id).Select(c => c.Id).Take(Bite).ToArrayAsync(ct);
            if (bite.Length == 0)
            {
                return (added, seen);
            }

            added += await InsertAsync(campaign.OrganizationId, campaign, how => Contacts(bite, how), ct);
            (last, seen) = (bite[^1], seen + bite.Length);
        }
    }

    /// <summary>Adds service records that have no call yet.</summary>
    public async Task<(int Added, int Seen)> AddRecordsAsync(Campaign campaign, IReadOnlyCollection<Guid>? ids, string? serviceType, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        int added = 0, seen = 0;
        for (var last = Guid.Empty; ;)
        {
            var bite = await db.ServiceRecords
                .Where(r => r.DeletedAt == null && !r.IsDemo && r.Status == ServiceRecord.Pending && r.Id.CompareTo(last) > 0
                    && (ids == null ? serviceType == null ? r.CampaignId == campaign.Id : r.ServiceType == serviceType : ids.Contains(r.Id)))
                .OrderBy(r => r.Id).Select(r => r.Id).Take(Bite).ToArrayAsync(ct);
            if (bite.Length == 0)
            {
                return (added, seen);
            }

            added += await InsertAsync(campaign.OrganizationId, campaign, how => Records(bite, how), ct);
            (last, seen) = (bite[^1], seen + bite.Length);
        }
    }

    /// <summary>Calls of a draft that was edited are made as it says now; they were written when their people were added.</summary>
    public async Task RewriteAsync(Campaign campaign, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var how = await HowAsync(campaign.OrganizationId, campaign, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            update calls set script_id = {how.ScriptId}::uuid, provider = {how.Provider}, agent_ref = {how.AgentRef}, from_ref = {how.FromRef}, priority = {how.Priority},
              max_attempts = {how.MaxAttempts}, voicemail_message = {how.VoicemailMessage}, updated_at = {how.Now}
            where campaign_id = {campaign.Id} and status = 'ready' and attempts = 0 and deleted_at is null
              and (script_id, provider, agent_ref, from_ref, priority, max_attempts, voicemail_message) is distinct from
                ({how.ScriptId}::uuid, {how.Provider}, {how.AgentRef}, {how.FromRef}, {how.Priority}, {how.MaxAttempts}, {how.VoicemailMessage})
            """,
            ct);
    }

    /// <summary>Makes ready calls of records whose time has come, within the caller's transaction, which holds the records.</summary>
    internal async Task AddDueRecordsAsync(Guid organizationId, Campaign? campaign, Guid[] ids, CancellationToken ct)
    {
        var how = await HowAsync(organizationId, campaign, ct);
        Count(how, await RunAsync(Records(ids, how), ct));
    }

    private Task<int> InsertAsync(Guid organizationId, Campaign? campaign, Func<How, FormattableString> statement, CancellationToken ct) => transaction.RunAsync(
        async token =>
        {
            var how = await HowAsync(organizationId, campaign, token);
            var added = await RunAsync(statement(how), token);
            Count(how, added);
            return added;
        },
        ct);

    private void Count(How how, int added)
    {
        tallies.Add(how.OrganizationId, how.Day, new CallTally(added, 0, 0, 0, 0, 0, 0, 0));
        if (how.CampaignId is { } campaign)
        {
            var counters = tallies.CountersOf(campaign, how.OrganizationId);
            var key = CampaignKeys.Status + CallStatus.Ready.Name();
            counters[key] = counters.GetValueOrDefault(key) + added;
        }

        transaction.Wake(Events.BusTopics.CallsDue);
    }

    private async Task<int> RunAsync(FormattableString statement, CancellationToken ct) =>
        (await db.Database.SqlQuery<int>(statement).ToListAsync(ct)).First();

    private async Task<How> HowAsync(Guid organizationId, Campaign? campaign, CancellationToken ct)
    {
        var subject = new DialSubject(organizationId, "", null, campaign?.Id, defaults.Provider);
        var schedule = (await facts.ReadAsync([subject], ct)).ScheduleOf(organizationId, campaign?.Id);
        var zone = await db.Organizations.Where(o => o.Id == organizationId).Select(o => o.TimeZone).FirstAsync(ct);
        var now = clock.GetUtcNow();
        return new How(
            organizationId, campaign?.Id, campaign?.ScriptId, campaign?.CreatedBy, campaign?.Provider ?? defaults.Provider,
            campaign?.AgentRef ?? schedule?.AgentRef ?? defaults.DemoAgentRef, campaign?.FromRef ?? schedule?.FromRef ?? defaults.FromRef,
            campaign?.Priority ?? CallPriority.Campaign, schedule?.MaxAttempts ?? 1,
            schedule?.VoicemailAction == VoicemailAction.LeaveMessage ? schedule.VoicemailMessage : null, OrganizationClock.DayOf(now, zone), now);
    }

    private static FormattableString Contacts(Guid[] ids, How how) =>
        $"""
        with made as (
          insert into calls (id, organization_id, campaign_id, contact_id, script_id, created_by, direction, call_type, provider, agent_ref, from_ref,
            to_number, customer_name, call_reason, variables, voicemail_message, due_at, priority, max_attempts, status, counted_on, created_at, updated_at)
          select gen_random_uuid(), c.organization_id, {how.CampaignId}::uuid, c.id, {how.ScriptId}::uuid, {how.UserId}::uuid, 'outbound', 'feedback', {how.Provider}, {how.AgentRef}, {how.FromRef},
            c.phone, c.name, 'Campaign', jsonb_strip_nulls(jsonb_build_object('customer_name', c.name, 'organization_name', o.name, 'location', o.location)),
            {how.VoicemailMessage}, {how.Now}, {how.Priority}, {how.MaxAttempts}, 'ready', {how.Day}, {how.Now}, {how.Now}
          from contacts c join organizations o on o.id = c.organization_id where c.id = any({ids})
          on conflict (campaign_id, to_number) where campaign_id is not null and not is_demo and deleted_at is null do nothing
          returning id, organization_id
        ), told as (
          insert into call_events (id, organization_id, call_id, kind, source, status, at, created_at)
          select gen_random_uuid(), organization_id, id, 'call.created', 'platform', 'ready', {how.Now}, {how.Now} from made)
        select count(*)::int as "Value" from made
        """;

    private static FormattableString Records(Guid[] ids, How how) =>
        $"""
        with made as (
          insert into calls (id, organization_id, campaign_id, service_record_id, contact_id, script_id, created_by, direction, call_type, provider, agent_ref, from_ref,
            to_number, customer_name, call_reason, variables, voicemail_message, due_at, priority, max_attempts, status, counted_on, created_at, updated_at)
          select gen_random_uuid(), r.organization_id, {how.CampaignId}::uuid, r.id, r.contact_id, {how.ScriptId}::uuid, coalesce({how.UserId}::uuid, r.created_by), 'outbound', 'feedback', {how.Provider}, {how.AgentRef}, {how.FromRef},
            r.customer_phone, r.customer_name, coalesce(r.service_type, 'Feedback Call'),
            jsonb_strip_nulls(jsonb_build_object('customer_name', r.customer_name, 'vehicle_info', r.vehicle_info, 'service_advisor_name', r.service_advisor_name,
              'service_type', r.service_type, 'organization_name', o.name, 'location', o.location)),
            {how.VoicemailMessage}, greatest({how.Now}, r.call_due_at), {how.Priority}, {how.MaxAttempts}, 'ready', {how.Day}, {how.Now}, {how.Now}
          from service_records r join organizations o on o.id = r.organization_id
          where r.id = any({ids}) and r.status = 'Pending' and r.deleted_at is null
          on conflict (campaign_id, to_number) where campaign_id is not null and not is_demo and deleted_at is null do nothing
          returning id, organization_id, service_record_id
        ), told as (
          insert into call_events (id, organization_id, call_id, kind, source, status, at, created_at)
          select gen_random_uuid(), organization_id, id, 'call.created', 'platform', 'ready', {how.Now}, {how.Now} from made
        ), stands as (
          update service_records r set status = case when r.id in (select service_record_id from made) then 'Ready' else 'Cancelled' end, call_due_at = null,
            campaign_id = coalesce({how.CampaignId}::uuid, r.campaign_id), updated_at = {how.Now}
          where r.id = any({ids}) and r.status = 'Pending')
        select count(*)::int as "Value" from made
        """;

    private sealed record How(
        Guid OrganizationId, Guid? CampaignId, Guid? ScriptId, Guid? UserId, string Provider, string? AgentRef, string? FromRef, int Priority, int MaxAttempts,
        string? VoicemailMessage, DateOnly Day, DateTimeOffset Now);
}
