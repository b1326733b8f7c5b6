using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>
/// Leads from a CSV file, with the header names that people use. Rows with mistakes are told and left out; the same number twice in
/// the file counts once. A dry run says the same and stores nothing.
/// </summary>
public sealed class LeadImport(CallPlatformDbContext db, LeadIntake intake)
{
    private const int Bite = 200;
    private const int MostErrors = 500;

    private static readonly Dictionary<string, string[]> Headers = new()
    {
        ["full_name"] = ["full_name", "name", "customer_name", "lead_name"],
        ["phone_number"] = ["phone_number", "phone", "mobile", "number", "contact_number"],
        ["email"] = ["email", "email_address"],
        ["city"] = ["city", "location"],
        ["budget"] = ["budget"],
        ["source"] = ["source", "lead_source"],
        ["form_name"] = ["form_name", "form"],
    };

    /// <summary>Null when the file has no header that names a phone number.</summary>
    public async Task<LeadImportResponse?> RunAsync(Stream file, Guid organizationId, Guid userId, string? formName, bool dryRun, CancellationToken ct)
    {
        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        await using var csv = CsvReader.Create(file, CsvReaderOptions.Default with { HasHeader = false, TrackLineNumbers = true, TrimWhitespace = true, MaxRecordSize = 1 << 16 });
        if (!await csv.ReadAsync(ct))
        {
            return null;
        }

        var columns = ColumnsOf(csv);
        if (!columns.ContainsKey("phone_number"))
        {
            return null;
        }

        var errors = new List<ImportProblem>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bite = new List<NewLead>(Bite);
        int total = 0, created = 0, duplicates = 0;
        while (await csv.ReadAsync(ct))
        {
            total++;
            string? Cell(string name) => columns.TryGetValue(name, out var i) && i < csv.FieldCount && csv.GetString(i) is { Length: > 0 } text
                ? text.Length > 300 ? text[..300] : text
                : null;
            var typed = Cell("phone_number") ?? "";
            if (PhoneNumberReader.Normalize(typed, country) is not { } phone)
            {
                if (errors.Count < MostErrors)
                {
                    errors.Add(new ImportProblem(total + 1, "phone_number", $"'{typed}' is no phone number that can be dialled."));
                }

                continue;
            }

            if (!seen.Add(phone))
            {
                duplicates++;
                continue;
            }

            created++;
            bite.Add(new NewLead(
                Cell("full_name") ?? phone, phone, Cell("email"), Cell("city"), Cell("budget"), Cell("source") ?? "import", Cell("form_name") ?? formName));
            if (bite.Count == Bite)
            {
                await StoreAsync(bite);
            }
        }

        await StoreAsync(bite);
        return new LeadImportResponse(total, created, duplicates, dryRun, errors);

        async Task StoreAsync(List<NewLead> leads)
        {
            if (!dryRun && leads.Count > 0)
            {
                await intake.AddAsync(organizationId, [.. leads], "person", userId, ct);
                db.ChangeTracker.Clear();
            }

            leads.Clear();
        }
    }

    private static Dictionary<string, int> ColumnsOf(CsvReader csv)
    {
        var names = Enumerable.Range(0, csv.FieldCount)
            .Select(i => csv.GetString(i).Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_')).ToArray();
        var columns = new Dictionary<string, int>();
        foreach (var (ours, usual) in Headers)
        {
            if (Array.FindIndex(names, usual.Contains) is >= 0 and var found)
            {
                columns[ours] = found;
            }
        }

        return columns;
    }
}
