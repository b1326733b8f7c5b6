using CallPlatform.Core.Analysis;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.SampleData;

/// <summary>
/// Takes out the people, staff, lines and projects that were made up, with everything that hangs on them, in one transaction: all of it
/// goes, or nothing. The days they had part in are counted anew. Its scope sees all organisations, since deliveries that were set aside
/// are nobody's; every statement names the organisation or ids of it.
/// </summary>
internal sealed class SampleRemoval(CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, RollUpRecount recount)
{
    /// <summary>Ends what is still under way. Returns how much of it there was.</summary>
    public Task<int> CallOffAsync(Guid organizationId, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var phones = await KeysAsync(organizationId, SampleKinds.Phone, token);
                var open = await db.LockAsync(
                    $"""
                    select id from calls where organization_id = {organizationId} and to_number = any({phones})
                      and status in ('ready', 'queued', 'initiated', 'ringing', 'in-progress') order by id for update
                    """,
                    token);
                open.ForEach(c => canceller.Cancel(c, null));
                string[] states = [AnalysisStates.Waiting, AnalysisStates.Processing];
                return open.Count + await db.AnalysisTasks.CountAsync(
                    t => t.OrganizationId == organizationId && states.Contains(t.State) && db.Calls.Any(c => c.Id == t.CallId && phones.Contains(c.ToNumber)), token);
            },
            ct);

    /// <summary>Removes it. Does nothing where there is none.</summary>
    public Task<int> RunAsync(Guid organizationId, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                var cast = new SampleRows(
                    organizationId, await KeysAsync(organizationId, SampleKinds.Phone, token), await KeyIdsAsync(organizationId, SampleKinds.User, token),
                    await KeyIdsAsync(organizationId, SampleKinds.TrackingNumber, token), await KeyIdsAsync(organizationId, SampleKinds.Project, token));
                if (cast.IsEmpty)
                {
                    return 0;
                }

                await FindAsync(cast, token);
                await DeleteCallsAsync(cast, token);
                await DeletePeopleAsync(cast, token);
                await DeleteStaffAsync(cast, token);
                await db.SampleItems.Where(i => i.OrganizationId == organizationId).ExecuteDeleteAsync(token);
                await recount.RunAsync(organizationId, cast.Days, token);
                return cast.Calls.Length;
            },
            ct);

    private async Task FindAsync(SampleRows rows, CancellationToken ct)
    {
        var (organization, phones) = (rows.Organization, rows.Phones);
        var lines = await db.TrackingNumbers.Where(n => rows.Lines.Contains(n.Id)).Select(n => n.Number).ToArrayAsync(ct);

        // Callers who hid their number are known by the line they rang.
        rows.Calls = await IdsAsync($"select id from calls where organization_id = {organization} and (to_number = any({phones}) or from_number = any({lines})) order by id for update", ct);
        rows.Contacts = await IdsAsync($"select id from contacts where organization_id = {organization} and phone = any({phones})", ct);
        rows.Leads = await IdsAsync($"select id from leads where organization_id = {organization} and (phone_number = any({phones}) or contact_id = any({rows.Contacts})) order by id for update", ct);
        rows.Appointments = await IdsAsync($"select id from appointments where organization_id = {organization} and (lead_id = any({rows.Leads}) or call_id = any({rows.Calls}))", ct);
        rows.Sessions = await IdsAsync($"select id from recording_sessions where organization_id = {organization} and (appointment_id = any({rows.Appointments}) or rep_id = any({rows.Users}))", ct);
        rows.Tasks = await IdsAsync($"select id from analysis_tasks where call_id = any({rows.Calls}) or session_id = any({rows.Sessions})", ct);
        rows.Days = await db.Database.SqlQuery<DateOnly>(
            $"""
            select counted_on as "Value" from calls where id = any({rows.Calls})
            union select counted_on from appointments where id = any({rows.Appointments}) or (organization_id = {organization} and assigned_rep_id = any({rows.Users}))
            union select a.counted_on from appointments a join recording_sessions s on s.appointment_id = a.id where s.id = any({rows.Sessions})
            union select counted_on from ai_call_logs where lead_id = any({rows.Leads})
            """).ToArrayAsync(ct);
    }

    private async Task DeleteCallsAsync(SampleRows rows, CancellationToken ct)
    {
        // Deliveries name their call by the provider's id, the analyses' by ours.
        await RunAsync($"""
            delete from webhook_inbox where (organization_id = {rows.Organization} or organization_id is null) and subject in (
              select provider_call_id from calls where id = any({rows.Calls}) and provider_call_id is not null
              union select provider_call_id from dial_attempts where call_id = any({rows.Calls}) and provider_call_id is not null
              union select id::text from calls where id = any({rows.Calls}) union select s::text from unnest({rows.Sessions}) s
              union select provider_message_id from messages where organization_id = {rows.Organization} and phone_number = any({rows.Phones}) and provider_message_id is not null)
            """, ct);
        var mentioned = rows.Calls.Concat(rows.Tasks).Concat(rows.Leads).Select(id => id.ToString()).ToArray();
        await RunAsync($"delete from jobs where organization_id = {rows.Organization} and (payload ->> 'call_id' = any({mentioned}) or payload ->> 'task_id' = any({mentioned}) or payload ->> 'lead_id' = any({mentioned}))", ct);
        await RunAsync($"delete from messages where organization_id = {rows.Organization} and (phone_number = any({rows.Phones}) or call_id = any({rows.Calls}) or lead_id = any({rows.Leads}))", ct);
        await RunAsync($"delete from tasks where call_id = any({rows.Calls}) or lead_id = any({rows.Leads}) or contact_id = any({rows.Contacts})", ct);
        await RunAsync($"delete from analysis_tasks where id = any({rows.Tasks})", ct);
        await RunAsync($"delete from recording_sessions where id = any({rows.Sessions})", ct);
        await RunAsync($"delete from appointments where id = any({rows.Appointments})", ct);
        await RunAsync($"delete from ai_call_logs where lead_id = any({rows.Leads}) or call_id = any({rows.Calls})", ct);
        await RunAsync($"delete from calls where id = any({rows.Calls})", ct);
    }

    private async Task DeletePeopleAsync(SampleRows rows, CancellationToken ct)
    {
        await RunAsync($"delete from leads where id = any({rows.Leads})", ct);
        await RunAsync($"delete from service_records where organization_id = {rows.Organization} and (customer_phone = any({rows.Phones}) or contact_id = any({rows.Contacts}))", ct);
        await RunAsync($"delete from contacts where id = any({rows.Contacts})", ct);
        await RunAsync($"delete from suppressions where organization_id = {rows.Organization} and phone = any({rows.Phones})", ct);
        await RunAsync($"delete from human_contacts where organization_id = {rows.Organization} and phone = any({rows.Phones})", ct);
    }

    // What real work was given to made-up staff is nobody's again.
    private async Task DeleteStaffAsync(SampleRows rows, CancellationToken ct)
    {
        await RunAsync($"delete from tracking_numbers where id = any({rows.Lines})", ct);
        await RunAsync($"update tracking_numbers set assigned_user_id = null where assigned_user_id = any({rows.Users})", ct);
        await RunAsync($"update appointments set assigned_rep_id = null where assigned_rep_id = any({rows.Users})", ct);
        await RunAsync($"update leads set assigned_user_id = null where assigned_user_id = any({rows.Users})", ct);
        await RunAsync($"update tasks set assigned_user_id = null where assigned_user_id = any({rows.Users})", ct);
        await RunAsync($"update leads set project_id = null where project_id = any({rows.Projects})", ct);
        await RunAsync($"update ai_call_logs set project_id = null, agent_id = null where project_id = any({rows.Projects})", ct);
        await RunAsync($"delete from form_mappings where project_id = any({rows.Projects})", ct);
        await RunAsync($"delete from ai_agents where project_id = any({rows.Projects})", ct);
        await RunAsync($"delete from ai_call_stats_daily where project_id = any({rows.Projects})", ct);
        await RunAsync($"delete from projects where id = any({rows.Projects})", ct);
        await RunAsync($"delete from users where id = any({rows.Users})", ct);
    }

    private Task<int> RunAsync(FormattableString sql, CancellationToken ct) => db.Database.ExecuteSqlAsync(sql, ct);

    private Task<Guid[]> IdsAsync(FormattableString sql, CancellationToken ct) => db.Database.SqlQuery<Guid>(sql).ToArrayAsync(ct);

    private Task<string[]> KeysAsync(Guid organization, string kind, CancellationToken ct) =>
        db.SampleItems.Where(i => i.OrganizationId == organization && i.Kind == kind).Select(i => i.Key).ToArrayAsync(ct);

    private async Task<Guid[]> KeyIdsAsync(Guid organization, string kind, CancellationToken ct) =>
        [.. (await KeysAsync(organization, kind, ct)).Select(Guid.Parse)];

    private sealed record SampleRows(Guid Organization, string[] Phones, Guid[] Users, Guid[] Lines, Guid[] Projects)
    {
        public Guid[] Calls { get; set; } = [];
        public Guid[] Contacts { get; set; } = [];
        public Guid[] Leads { get; set; } = [];
        public Guid[] Appointments { get; set; } = [];
        public Guid[] Sessions { get; set; } = [];
        public Guid[] Tasks { get; set; } = [];
        public DateOnly[] Days { get; set; } = [];

        public bool IsEmpty => Phones.Length + Users.Length + Lines.Length + Projects.Length == 0;
    }
}
