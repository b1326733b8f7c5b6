using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>What came of a lead's turn.</summary>
public enum LeadCallOutcome
{
    Called, Skipped, NotFound,
}

/// <param name="Outcome">Whether a call was made.</param>
/// <param name="LogId">The log that says so.</param>
/// <param name="CallId">The call, when there is one.</param>
/// <param name="Reason">Why it was skipped; one of <see cref="SkipReasons"/>.</param>
/// <param name="Message">The same for people, with what to do.</param>
public sealed record LeadCallResult(LeadCallOutcome Outcome, Guid? LogId = null, Guid? CallId = null, string? Reason = null, string? Message = null);

/// <summary>
/// A lead's way to its call: mapping → agent → already called? → phone valid? → call → log. Every end that is no call is a log with its
/// reason. Once only: the log that claims the person and project is inserted first, under a unique index, in the call's transaction.
/// </summary>
public sealed class LeadCaller(
    CallPlatformDbContext db, CallTransaction transaction, TallyBook tallies, ProviderHealth health, LeadDesk desk, TimeProvider clock)
{
    /// <summary>Decides and, if the lead is to be called, makes the call due. Safe to repeat.</summary>
    public Task<LeadCallResult> CallAsync(Guid leadId, string trigger, CancellationToken ct) =>
        transaction.RunAsync(token => DecideAsync(leadId, trigger, token), ct);

    private async Task<LeadCallResult> DecideAsync(Guid leadId, string trigger, CancellationToken ct)
    {
        // The lead's row is the turn's lock: two triggers for one lead come one after the other.
        var locked = await db.Database.SqlQuery<Guid>($"select id from leads where id = {leadId} for update").ToListAsync(ct);
        if (locked.Count == 0)
        {
            return new LeadCallResult(LeadCallOutcome.NotFound);
        }

        var lead = await db.Leads.AsTracking().FirstAsync(l => l.Id == leadId, ct);
        var organization = await db.Organizations.FirstAsync(o => o.Id == lead.OrganizationId, ct);
        var now = clock.GetUtcNow();
        var log = new AiCallLog
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = lead.OrganizationId,
            LeadId = lead.Id,
            PhoneNumber = PhoneNumberReader.Normalize(lead.PhoneNumber, organization.DefaultCountry) ?? lead.PhoneNumber,
            FormName = lead.FormName,
            Trigger = trigger,
            Status = AiCallStatuses.Initiated,
            CountedOn = OrganizationClock.DayOf(now, organization.TimeZone),
            InitiatedAt = now,
            UpdatedAt = now,
        };
        var routes = await LeadRoutes.LoadAsync(db, ct);
        if (Choose(lead, log, routes) is { } refusal)
        {
            return await SkipAsync(log, refusal.Reason, refusal.Message, ct);
        }

        if (PhoneNumberReader.Normalize(lead.PhoneNumber, organization.DefaultCountry) is null)
        {
            return await SkipAsync(
                log, SkipReasons.InvalidPhone, $"'{lead.PhoneNumber}' is no phone number that can be dialled: correct it, with its country code as in +919876543210.", ct);
        }

        if (await db.Suppressions.AnyAsync(x => x.OrganizationId == lead.OrganizationId && x.Phone == log.PhoneNumber && (x.ExpiresAt == null || x.ExpiresAt > now), ct))
        {
            return await SkipAsync(log, SkipReasons.Suppressed, "This number is on the suppression list: the person does not want to be called.", ct);
        }

        var callId = Guid.CreateVersion7(now);
        log.CallId = callId;
        log.Claims = true;
        if (!await ClaimAsync(log, ct))
        {
            return await AlreadyCalledAsync(log, ct);
        }

        await LinkContactAsync(lead, log.PhoneNumber, now, ct);
        var call = CallOf(lead, log, routes.ProjectOf(log.ProjectId!.Value)!, routes.Agent(log.AgentId!.Value)!, now);
        db.Calls.Add(call);
        transaction.Append(call, CallEventKinds.Created, trigger == LeadTriggers.Manual ? "person" : "platform", now);
        transaction.Count(call, default);
        transaction.Announce(call);
        transaction.Wake(Events.BusTopics.CallsDue);
        tallies.Of<LeadTally>().Add(log, log.ProjectId, log.AgentId, AgentTally.Of(log));
        await db.Database.ExecuteSqlAsync($"delete from ai_call_logs where lead_id = {lead.Id} and status = 'skipped'", ct);
        return new LeadCallResult(LeadCallOutcome.Called, log.Id, callId);
    }

    /// <summary>Finds project and agent and writes them on the log; the reason when there are none.</summary>
    private (string Reason, string Message)? Choose(Lead lead, AiCallLog log, LeadRoutes routes)
    {
        if (routes.Match(lead.ProjectId, lead.FormName) is not { } match)
        {
            return string.IsNullOrWhiteSpace(lead.FormName)
                ? (SkipReasons.NoForm, "The lead names neither a form nor a project: choose its project.")
                : (SkipReasons.NoMapping, $"No mapping for form '{lead.FormName}': map it to a project.");
        }

        var project = routes.ProjectOf(match.ProjectId)!;
        log.ProjectId = project.Id;
        log.MappingRule = match.Rule;
        if (!project.IsActive)
        {
            return (SkipReasons.ProjectInactive, $"Project '{project.Name}' is switched off: switch it on to call its leads.");
        }

        var agents = routes.AgentsOf(project.Id);
        var well = agents.Where(a => a.FlaggedAt is null).ToList();
        if (well.Count == 0)
        {
            return agents.Count == 0
                ? (SkipReasons.NoAgent, $"Project '{project.Name}' has no active AI agent: add or activate one.")
                : (SkipReasons.AgentsFlagged, $"The provider refused agent '{agents[0].Name}': {agents[0].FlagReason} Correct it and clear its flag.");
        }

        // The lead's own agent, unless its provider is known to be down and another one may take over.
        var chosen = AgentChoice.Of(lead.Id, well) ?? well[0];
        var second = project.AllowSecondAgent && IsDown(chosen) ? AgentChoice.Of(lead.Id, well.Where(a => a.Provider != chosen.Provider && !IsDown(a))) : null;
        log.AgentId = (second ?? chosen).Id;
        log.Provider = (second ?? chosen).Provider;
        log.TookOver = second is not null;
        return null;
    }

    private bool IsDown(AiAgent agent) => health.DownUntil(agent.Provider) > clock.GetUtcNow();

    // Waits for whoever claims the same person and project at this moment; false when they did.
    private async Task<bool> ClaimAsync(AiCallLog log, CancellationToken ct) =>
        (await db.Database.SqlQuery<Guid>($"""
            insert into ai_call_logs (id, organization_id, lead_id, project_id, agent_id, call_id, phone_number, form_name, mapping_rule, trigger,
              status, claims, provider, took_over, counted_on, initiated_at, updated_at)
            values ({log.Id}, {log.OrganizationId}, {log.LeadId}, {log.ProjectId}, {log.AgentId}, {log.CallId}, {log.PhoneNumber}, {log.FormName},
              {log.MappingRule}, {log.Trigger}, {log.Status}, true, {log.Provider}, {log.TookOver}, {log.CountedOn}, {log.InitiatedAt}, {log.UpdatedAt})
            on conflict (organization_id, project_id, phone_number) where claims do nothing
            returning id
            """).ToListAsync(ct)).Count > 0;

    private async Task<LeadCallResult> AlreadyCalledAsync(AiCallLog log, CancellationToken ct)
    {
        var earlier = await db.AiCallLogs.FirstOrDefaultAsync(
            l => l.OrganizationId == log.OrganizationId && l.ProjectId == log.ProjectId && l.PhoneNumber == log.PhoneNumber && l.Claims, ct);
        if (earlier?.LeadId == log.LeadId)
        {
            // This very lead was called: the job ran twice, or somebody pressed the button again.
            return new LeadCallResult(LeadCallOutcome.Skipped, earlier.Id, earlier.CallId, SkipReasons.AlreadyCalled, $"This lead was called on {earlier.InitiatedAt:yyyy-MM-dd HH:mm} UTC already.");
        }

        return await SkipAsync(
            log, SkipReasons.AlreadyCalled, $"This person was called for this project on {earlier?.InitiatedAt ?? log.InitiatedAt:yyyy-MM-dd HH:mm} UTC already, as another lead.", ct);
    }

    private async Task<LeadCallResult> SkipAsync(AiCallLog log, string reason, string message, CancellationToken ct)
    {
        // A lead that was called keeps that log; a lead that is skipped again has its reason renewed.
        var id = (await db.Database.SqlQuery<Guid>($"""
            insert into ai_call_logs (id, organization_id, lead_id, project_id, phone_number, form_name, mapping_rule, trigger, status, claims, reason,
              error_message, counted_on, initiated_at, updated_at)
            values ({log.Id}, {log.OrganizationId}, {log.LeadId}, {log.ProjectId}, {log.PhoneNumber}, {log.FormName}, {log.MappingRule}, {log.Trigger},
              'skipped', false, {reason}, {message}, {log.CountedOn}, {log.InitiatedAt}, {log.UpdatedAt})
            on conflict (lead_id) where status = 'skipped' do update set project_id = excluded.project_id, phone_number = excluded.phone_number,
              form_name = excluded.form_name, mapping_rule = excluded.mapping_rule, trigger = excluded.trigger, reason = excluded.reason,
              error_message = excluded.error_message, updated_at = excluded.updated_at
            returning id
            """).ToListAsync(ct))[0];
        return new LeadCallResult(LeadCallOutcome.Skipped, id, null, reason, message);
    }

    private async Task LinkContactAsync(Lead lead, string phone, DateTimeOffset now, CancellationToken ct)
    {
        if (lead.ContactId is not null)
        {
            return;
        }

        await desk.LockAsync([LeadDesk.LockName(lead.OrganizationId, phone)], ct);
        var contact = await db.Contacts.AsTracking().Where(c => c.Phone == phone && c.OrganizationId == lead.OrganizationId && c.DeletedAt == null)
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).FirstOrDefaultAsync(ct);
        if (contact is null)
        {
            contact = new Contact
            {
                Id = Guid.CreateVersion7(now), OrganizationId = lead.OrganizationId, Name = lead.FullName, Phone = phone, Email = lead.Email,
                CreatedAt = now, UpdatedAt = now,
            };
            db.Contacts.Add(contact);
            tallies.AddContacts(lead.OrganizationId, 1);
        }

        lead.ContactId = contact.Id;
        lead.Contact = contact;
    }

    private static Call CallOf(Lead lead, AiCallLog log, Project project, AiAgent agent, DateTimeOffset now) => new()
    {
        Id = log.CallId!.Value,
        OrganizationId = lead.OrganizationId,
        ContactId = lead.ContactId,
        LeadId = lead.Id,
        ProjectId = project.Id,
        ScriptId = project.ScriptId,
        CallType = CallTypes.Lead,
        Provider = agent.Provider,
        AgentRef = agent.AgentId,
        FromRef = agent.FromRef,
        ToNumber = log.PhoneNumber,
        Name = "Lead " + lead.FullName,
        FirstMessage = project.FirstMessage,
        CustomPrompt = project.CustomPrompt,
        Variables = Variables(lead, project).ToJsonString(),
        DueAt = now.AddMinutes(project.CallDelayMinutes),
        Priority = CallPriority.Lead,
        CountedOn = log.CountedOn,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static JsonObject Variables(Lead lead, Project project) => new()
    {
        ["name"] = lead.FullName,
        ["city"] = lead.City,
        ["budget"] = lead.Budget,
        ["form_name"] = lead.FormName,
        ["project"] = project.Name,
        ["source"] = lead.Source,
        ["lead_id"] = lead.Id.ToString(),
    };
}
