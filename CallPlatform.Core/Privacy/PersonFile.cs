using System.Text;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Privacy;

/// <summary>All that an organisation has of one person, as one JSON document: what the person may ask to see.</summary>
public sealed class PersonFile(CallPlatformDbContext db, TimeProvider clock)
{
    /// <summary>What stands in a row for the platform's own use and says nothing about the person.</summary>
    private static readonly string[] Internal = ["organization_id", "control_url", "fact_ranks", "outcome_rank", "trace_parent", "lane", "last_answer", "next_poll_at"];

    public async Task<string> WriteAsync(Guid organizationId, string phone, CancellationToken ct)
    {
        var p = await PersonRows.FindAsync(db, organizationId, phone, ct);
        var text = new StringBuilder($$"""{"phone_number": {{System.Text.Json.JsonSerializer.Serialize(phone)}}, "written_at": "{{clock.GetUtcNow():O}}" """);
        async Task Part(string name, FormattableString rows)
        {
            // Every parameter of the part is numbered before the list of columns to leave out.
            var sql = $"select coalesce(json_agg(to_jsonb(t) - {{{rows.ArgumentCount}}}::text[]), '[]')::text as \"Value\" from ({rows.Format}) t";
            var json = await db.Database.SqlQueryRaw<string>(sql, [.. rows.GetArguments()!, Internal]).SingleAsync(ct);
            text.Append(", \"").Append(name).Append("\": ").Append(json);
        }

        await Part("contacts", $"select * from contacts where id = any({p.Contacts})");
        await Part("leads", $"select * from leads where id = any({p.Leads})");
        await Part("lead_history", $"select * from lead_status_history where lead_id = any({p.Leads}) order by at");
        await Part("calls", $"select * from calls where id = any({p.Calls}) order by created_at");
        await Part("call_events", $"select * from call_events where call_id = any({p.Calls}) order by at");
        await Part("transcripts", $"select * from call_transcripts where call_id = any({p.Calls})");
        await Part("analyses", $"select * from call_analyses where call_id = any({p.Calls})");
        await Part("objections", $"select * from call_objections where call_id = any({p.Calls})");
        await Part("messages", $"select * from messages where organization_id = {organizationId} and (phone_number = {phone} or call_id = any({p.Calls}) or lead_id = any({p.Leads}))");
        await Part("missed_calls", $"select * from missed_calls where call_id = any({p.Calls})");
        await Part("appointments", $"select * from appointments where id = any({p.Appointments})");
        await Part("visits", $"select s.*, a.transcript, a.summary from recording_sessions s left join recording_analyses a on a.session_id = s.id where s.id = any({p.Sessions})");
        await Part("tasks", $"select * from tasks where call_id = any({p.Calls}) or lead_id = any({p.Leads}) or contact_id = any({p.Contacts})");
        await Part("service_records", $"select * from service_records where organization_id = {organizationId} and (customer_phone = {phone} or contact_id = any({p.Contacts}))");
        await Part("automatic_calls", $"select * from ai_call_logs where lead_id = any({p.Leads}) or call_id = any({p.Calls})");
        await Part("suppressions", $"select * from suppressions where organization_id = {organizationId} and phone = {phone}");
        return text.Append('}').ToString();
    }
}
