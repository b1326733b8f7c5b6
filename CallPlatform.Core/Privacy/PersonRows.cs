using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Privacy;

/// <summary>What an organisation has of one person, who is known by a phone number: the ids of the rows that everything else hangs on.</summary>
internal sealed record PersonRows(string Phone, Guid[] Contacts, Guid[] Leads, Guid[] Calls, Guid[] Appointments, Guid[] Sessions)
{
    /// <summary>Within the scope's organisation, deleted rows included.</summary>
    public static async Task<PersonRows> FindAsync(CallPlatformDbContext db, Guid organizationId, string phone, CancellationToken ct)
    {
        Task<Guid[]> Ids(FormattableString sql) => db.Database.SqlQuery<Guid>(sql).ToArrayAsync(ct);

        var contacts = await Ids($"select id from contacts where organization_id = {organizationId} and phone = {phone}");
        var leads = await Ids($"select id from leads where organization_id = {organizationId} and (phone_number = {phone} or contact_id = any({contacts}))");
        var calls = await Ids($"""
            select id from calls where organization_id = {organizationId} and to_number = {phone}
            union select id from calls where contact_id = any({contacts}) union select id from calls where lead_id = any({leads})
            """);
        var appointments = await Ids($"""
            select id from appointments where lead_id = any({leads})
            union select id from appointments where call_id is not null and call_id = any({calls})
            """);
        var sessions = await Ids($"select id from recording_sessions where appointment_id = any({appointments})");
        return new PersonRows(phone, contacts, leads, calls, appointments, sessions);
    }
}
