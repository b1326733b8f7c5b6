using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Privacy;

/// <summary>What an erasure came upon.</summary>
/// <param name="Contacts">Cards that were emptied and deleted.</param>
/// <param name="Leads">Enquiries that were emptied.</param>
/// <param name="Calls">Calls that were emptied, and called off where they were open.</param>
/// <param name="Visits">Visits whose recording and analysis are gone.</param>
/// <param name="ProviderCalls">The calls' ids at their providers, who keep their own copies.</param>
public sealed record ErasureOutcome(int Contacts, int Leads, int Calls, int Visits, IReadOnlyList<string> ProviderCalls);

/// <summary>
/// Forgets one person, in one transaction. Rows that figures count stay, without anything that tells whose they were; what was said, written
/// and recorded goes, and so do open calls. A suppression stays: it is what keeps the person from being called. The audit log never held more than ids.
/// </summary>
public sealed class PersonErasure(
    CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, TallyBook tallies, IOptions<VisitOptions> visits, TimeProvider clock)
{
    public async Task<ErasureOutcome> RunAsync(Guid organizationId, string phone, Guid byUser, CancellationToken ct)
    {
        string[] audio = [];
        var outcome = await transaction.RunAsync(
            async token =>
            {
                var person = await PersonRows.FindAsync(db, organizationId, phone, token);
                var calls = await db.LockAsync($"select id from calls where id = any({person.Calls}) order by id for update", token);
                calls.Where(c => c.IsOpen).ToList().ForEach(c => canceller.Cancel(c, byUser));
                await db.SaveChangesAsync(token);
                db.ChangeTracker.Clear();

                audio = await db.Database.SqlQuery<string>($"""select audio_file as "Value" from recording_sessions where id = any({person.Sessions}) and audio_file is not null""").ToArrayAsync(token);
                await EmptyCallsAsync(organizationId, person, token);
                await EmptyPeopleAsync(organizationId, person, token);
                await EmptyWorkAsync(organizationId, person, token);
                var providers = calls.Where(c => c.State.ProviderCallId is not null).Select(c => $"{c.Provider}:{c.State.ProviderCallId}").ToList();
                return new ErasureOutcome(person.Contacts.Length, person.Leads.Length, person.Calls.Length, person.Sessions.Length, providers);
            },
            ct);

        // Once nobody can ask for them any more. If this process dies here, the files lie in the folder without a name that leads to them.
        foreach (var file in audio)
        {
            File.Delete(VisitAudio.PathOf(visits.Value, file));
        }

        return outcome;
    }

    private async Task EmptyCallsAsync(Guid organization, PersonRows p, CancellationToken ct)
    {
        await RunAsync($"""
            delete from webhook_inbox where organization_id = {organization} and subject in (
              select provider_call_id from calls where id = any({p.Calls}) and provider_call_id is not null
              union select provider_call_id from dial_attempts where call_id = any({p.Calls}) and provider_call_id is not null
              union select id::text from calls where id = any({p.Calls}) union select s::text from unnest({p.Sessions}) s
              union select provider_message_id from messages where organization_id = {organization} and phone_number = {p.Phone} and provider_message_id is not null)
            """, ct);
        await RunAsync($"""
            update calls set to_number = 'erased-' || right(id::text, 8), erased_at = {clock.GetUtcNow()}, contact_id = null, customer_name = null, name = null,
              from_number = case when from_number = {p.Phone} then null else from_number end,
              custom_prompt = null, first_message = null, voicemail_message = null, variables = jsonb_build_object(), metadata = jsonb_build_object(), error_message = null,
              transcript = null, summary = null, messages = null, analysis = null, structured_outputs = null, recording_url = null, stereo_recording_url = null,
              call_reason = null, notes = null, positive_mentions = array[]::text[], areas_to_improve = array[]::text[], tags = array[]::text[], overall_feedback = null, feedback_summary = null
            where id = any({p.Calls})
            """, ct);
        await RunAsync($"update call_events set data = data - 'error' - 'detail' where call_id = any({p.Calls})", ct);
        await RunAsync($"update dial_attempts set error_message = null where call_id = any({p.Calls})", ct);
        await RunAsync($"update dial_decisions set contact_id = null where call_id = any({p.Calls}) or contact_id = any({p.Contacts})", ct);
        await RunAsync($"delete from call_transcripts where call_id = any({p.Calls})", ct);
        await RunAsync($"delete from live_lines where call_id = any({p.Calls})", ct);
        await RunAsync($"delete from transcript_segments where call_id = any({p.Calls})", ct);
        await RunAsync($"update call_analyses set summary = null, follow_up_reason = null, document = json_build_object() where call_id = any({p.Calls})", ct);
        await RunAsync($"update call_objections set objection = category, suggestions = jsonb_build_array() where call_id = any({p.Calls})", ct);
        await RunAsync($"update analysis_tasks set error_message = null where call_id = any({p.Calls}) or session_id = any({p.Sessions})", ct);
        await RunAsync($"delete from missed_calls where call_id = any({p.Calls})", ct);
        await RunAsync($"delete from messages where organization_id = {organization} and (phone_number = {p.Phone} or call_id = any({p.Calls}) or lead_id = any({p.Leads}))", ct);
    }

    private async Task EmptyPeopleAsync(Guid organization, PersonRows p, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var counted = await db.Contacts.CountAsync(c => p.Contacts.Contains(c.Id) && c.DeletedAt == null, ct);
        tallies.AddContacts(organization, -counted);
        await RunAsync($"""
            update contacts set name = 'Erased', phone = 'erased-' || right(id::text, 8), email = null, metadata = jsonb_build_object(), deleted_at = coalesce(deleted_at, {now}), updated_at = {now}
            where id = any({p.Contacts})
            """, ct);
        await RunAsync($"""
            update leads set full_name = 'Erased', phone_number = 'erased-' || right(id::text, 8), contact_id = null, email = null, city = null, budget = null,
              extra = jsonb_build_object(), attribution = jsonb_build_object(), updated_at = {now}
            where id = any({p.Leads})
            """, ct);
        await RunAsync($"update lead_status_history set note = null where lead_id = any({p.Leads})", ct);
        await RunAsync($"update ai_call_logs set phone_number = 'erased-' || right(id::text, 8), error_message = null where lead_id = any({p.Leads}) or call_id = any({p.Calls})", ct);
        await RunAsync($"""
            update service_records set customer_name = 'Erased', customer_phone = 'erased-' || right(id::text, 8), contact_id = null, vehicle_info = null, feedback = null,
              positive_mentions = array[]::text[], areas_to_improve = array[]::text[], overall_feedback = null, call_due_at = null, deleted_at = coalesce(deleted_at, {now}), updated_at = {now}
            where organization_id = {organization} and (customer_phone = {p.Phone} or contact_id = any({p.Contacts}))
            """, ct);
        await RunAsync($"update suppressions set note = null where organization_id = {organization} and phone = {p.Phone}", ct);
        await RunAsync($"delete from human_contacts where organization_id = {organization} and phone = {p.Phone}", ct);
        await RunAsync($"delete from sample_items where organization_id = {organization} and kind = 'phone' and key = {p.Phone}", ct);
    }

    private async Task EmptyWorkAsync(Guid organization, PersonRows p, CancellationToken ct)
    {
        await RunAsync($"update appointments set contact_id = null, location = null, notes = null where id = any({p.Appointments})", ct);
        await RunAsync($"""
            update tasks set title = kind, note = null, contact_id = null
            where call_id = any({p.Calls}) or lead_id = any({p.Leads}) or contact_id = any({p.Contacts})
            """, ct);
        await RunAsync($"update recording_sessions set audio_url = null, audio_file = null, audio_type = null, audio_bytes = null, error = null where id = any({p.Sessions})", ct);
        await RunAsync($"update recording_analyses set transcript = null, summary = null, segmentation = null, document = null where session_id = any({p.Sessions})", ct);

        // Copies that were made for others: what was told to receivers of ours, and files that hold everybody.
        var mentioned = p.Calls.Concat(p.Leads).Concat(p.Appointments).Select(id => id.ToString()).Append(p.Phone).ToArray();
        await RunAsync($"delete from webhook_messages where organization_id = {organization} and exists (select from unnest({mentioned}) m where position(m in body) > 0)", ct);
        await RunAsync($"delete from exports where organization_id = {organization}", ct);
    }

    private Task<int> RunAsync(FormattableString sql, CancellationToken ct) => db.Database.ExecuteSqlAsync(sql, ct);
}
