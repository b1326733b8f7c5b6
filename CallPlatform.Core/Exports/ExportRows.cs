using CallPlatform.Core.Calls;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Exports;

/// <summary>The columns and rows of each kind, newest first, a page at a time by key: the last page costs what the first does.</summary>
internal static class ExportRows
{
    public static string[] Header(string kind) => kind switch
    {
        ExportKinds.Calls =>
        [
            "id", "created_at", "direction", "call_type", "status", "name", "phone", "started_at", "ended_at", "duration_seconds", "attempts", "outcome",
            "missed_reason", "summary", "nps_score", "rating", "tags", "notes", "cost_usd", "campaign_id", "lead_id",
        ],
        ExportKinds.Contacts => ["id", "created_at", "name", "phone", "email", "time_zone"],
        _ => ["id", "created_at", "name", "phone", "email", "city", "budget", "source", "form_name", "status", "project_id", "assigned_user_id"],
    };

    public static async Task<long> CountAsync(CallPlatformDbContext db, string kind, ExportFilter filter, CancellationToken ct) => kind switch
    {
        ExportKinds.Calls => await (await filter.AsCallSearch().ApplyAsync(db, ct)).LongCountAsync(ct),
        ExportKinds.Contacts => await ContactsOf(db, filter).LongCountAsync(ct),
        _ => await LeadsOf(db, filter).LongCountAsync(ct),
    };

    public static Task<List<ExportRow>> PageAsync(CallPlatformDbContext db, string kind, ExportFilter filter, ExportCursor? after, int size, CancellationToken ct) => kind switch
    {
        ExportKinds.Calls => CallsAsync(db, filter, after, size, ct),
        ExportKinds.Contacts => ContactsAsync(db, filter, after, size, ct),
        _ => LeadsAsync(db, filter, after, size, ct),
    };

    private static async Task<List<ExportRow>> CallsAsync(CallPlatformDbContext db, ExportFilter filter, ExportCursor? after, int size, CancellationToken ct)
    {
        var calls = await filter.AsCallSearch().ApplyAsync(db, ct);
        if (after is { } last)
        {
            calls = calls.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id < last.Id));
        }

        var rows = await calls.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(size)
            .Select(c => new
            {
                c.Id, c.CreatedAt, c.Direction, c.CallType, c.State.Status, Name = c.Contact != null ? c.Contact.Name : c.CustomerName, c.ToNumber, c.State.StartedAt,
                c.State.EndedAt, c.State.DurationSeconds, c.Attempts, c.State.Outcome, c.MissedReason, c.State.Summary, c.NpsScore, c.Rating, c.Tags, c.Notes,
                c.State.Cost, c.CampaignId, c.LeadId,
            }).ToListAsync(ct);
        return
        [
            .. rows.Select(c => new ExportRow(new ExportCursor(c.CreatedAt, c.Id),
            [
                c.Id.ToString(), SafeCsv.Time(c.CreatedAt), c.Direction, c.CallType, c.Status.Name(), SafeCsv.Text(c.Name), SafeCsv.Text(c.ToNumber), SafeCsv.Time(c.StartedAt),
                SafeCsv.Time(c.EndedAt), SafeCsv.Number(c.DurationSeconds), SafeCsv.Number<int>(c.Attempts), SafeCsv.Text(c.Outcome), SafeCsv.Text(c.MissedReason),
                SafeCsv.Text(c.Summary), SafeCsv.Number(c.NpsScore), SafeCsv.Number(c.Rating), SafeCsv.Text(string.Join(", ", c.Tags)), SafeCsv.Text(c.Notes),
                SafeCsv.Number(c.Cost), c.CampaignId?.ToString() ?? "", c.LeadId?.ToString() ?? "",
            ])),
        ];
    }

    private static async Task<List<ExportRow>> ContactsAsync(CallPlatformDbContext db, ExportFilter filter, ExportCursor? after, int size, CancellationToken ct)
    {
        var contacts = ContactsOf(db, filter);
        if (after is { } last)
        {
            contacts = contacts.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id < last.Id));
        }

        var rows = await contacts.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(size).ToListAsync(ct);
        return
        [
            .. rows.Select(c => new ExportRow(new ExportCursor(c.CreatedAt, c.Id),
                [c.Id.ToString(), SafeCsv.Time(c.CreatedAt), SafeCsv.Text(c.Name), SafeCsv.Text(c.Phone), SafeCsv.Text(c.Email), SafeCsv.Text(c.TimeZone)])),
        ];
    }

    private static async Task<List<ExportRow>> LeadsAsync(CallPlatformDbContext db, ExportFilter filter, ExportCursor? after, int size, CancellationToken ct)
    {
        var leads = LeadsOf(db, filter);
        if (after is { } last)
        {
            leads = leads.Where(l => l.CreatedAt < last.At || (l.CreatedAt == last.At && l.Id < last.Id));
        }

        var rows = await leads.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Take(size).ToListAsync(ct);
        return
        [
            .. rows.Select(l => new ExportRow(new ExportCursor(l.CreatedAt, l.Id),
            [
                l.Id.ToString(), SafeCsv.Time(l.CreatedAt), SafeCsv.Text(l.FullName), SafeCsv.Text(l.PhoneNumber), SafeCsv.Text(l.Email), SafeCsv.Text(l.City),
                SafeCsv.Text(l.Budget), SafeCsv.Text(l.Source), SafeCsv.Text(l.FormName), l.Status, l.ProjectId?.ToString() ?? "", l.AssignedUserId?.ToString() ?? "",
            ])),
        ];
    }

    private static IQueryable<Contact> ContactsOf(CallPlatformDbContext db, ExportFilter filter)
    {
        var contacts = db.Contacts.Where(c => c.DeletedAt == null);
        return Pattern(filter) is { } pattern
            ? contacts.Where(c => EF.Functions.ILike(c.Name, pattern) || EF.Functions.ILike(c.Phone, pattern))
            : contacts;
    }

    private static IQueryable<Lead> LeadsOf(CallPlatformDbContext db, ExportFilter filter)
    {
        IQueryable<Lead> leads = db.Leads;
        if (filter.StatusNames is { Length: > 0 } statuses)
        {
            leads = leads.Where(l => statuses.Contains(l.Status));
        }

        return Pattern(filter) is { } pattern
            ? leads.Where(l => EF.Functions.ILike(l.FullName, pattern) || EF.Functions.ILike(l.PhoneNumber, pattern))
            : leads;
    }

    private static string? Pattern(ExportFilter filter) => string.IsNullOrWhiteSpace(filter.Search) ? null : LikePattern.Containing(filter.Search.Trim());
}
