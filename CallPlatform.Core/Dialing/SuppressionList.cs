using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>The numbers an organisation does not call. The dialer looks here in the transaction that starts a call.</summary>
public sealed class SuppressionList(CallPlatformDbContext db, TimeProvider clock)
{
    private const int Bite = 1000;
    private const int MostErrors = 1000;
    private static readonly string[] PhoneHeaders = ["phone", "phone_number", "number", "mobile", "customer_phone"];

    /// <summary>Adds a number, or replaces what is there. Calls that wait or ring are not touched: the rule meets them at their next try.</summary>
    public Task AddAsync(Guid organizationId, Suppression entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into suppressions (organization_id, phone, reason, source, note, call_id, expires_at, created_by, created_at)
            values ({organizationId}, {entry.Phone}, {entry.Reason}, {entry.Source}, {entry.Note}, {entry.CallId}, {entry.ExpiresAt}, {entry.CreatedBy}, {clock.GetUtcNow()})
            on conflict (organization_id, phone) do update
              set reason = excluded.reason, source = excluded.source, note = excluded.note, expires_at = excluded.expires_at
            """,
            ct);
    }

    /// <summary>Takes a number off the list; false when it was not on it. Calls that waited for its end are asked about again.</summary>
    public async Task<bool> RemoveAsync(Guid organizationId, string phone, CancellationToken ct)
    {
        var removed = await db.Suppressions.Where(s => s.OrganizationId == organizationId && s.Phone == phone).ExecuteDeleteAsync(ct);
        if (removed > 0)
        {
            db.Jobs.Add(ReconsiderCallsJob.For(organizationId, null, clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
        }

        return removed > 0;
    }

    /// <summary>Reads a CSV with a phone column (a single column needs no header) and adds its numbers, a thousand at a time.</summary>
    public async Task<SuppressionImportResponse> ImportAsync(Guid organizationId, Guid userId, string? country, Stream file, CancellationToken ct)
    {
        await using var csv = CsvReader.Create(file, CsvReaderOptions.Default with { HasHeader = false, TrackLineNumbers = true, TrimWhitespace = true, MaxRecordSize = 1 << 16 });
        var errors = new List<RowError>();
        var bite = new Dictionary<string, string?>();
        int total = 0, added = 0, phoneColumn = 0, reasonColumn = -1;
        var first = true;
        while (await csv.ReadAsync(ct))
        {
            if (first)
            {
                first = false;
                var headers = Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetString(i).ToLowerInvariant()).ToArray();
                if (Array.FindIndex(headers, PhoneHeaders.Contains) is >= 0 and var found)
                {
                    phoneColumn = found;
                    reasonColumn = Array.IndexOf(headers, "reason");
                    continue;
                }
            }

            total++;
            if (PhoneNumberReader.Normalize(phoneColumn < csv.FieldCount ? csv.GetString(phoneColumn) : null, country) is not { } phone)
            {
                if (errors.Count < MostErrors)
                {
                    errors.Add(new RowError((int)csv.LineNumber, "phone", "This is no phone number that can be dialled."));
                }

                continue;
            }

            bite[phone] = reasonColumn >= 0 && reasonColumn < csv.FieldCount ? csv.GetString(reasonColumn) : null;
            if (bite.Count >= Bite)
            {
                added += await AddBiteAsync(organizationId, userId, bite, ct);
            }
        }

        added += await AddBiteAsync(organizationId, userId, bite, ct);
        return new SuppressionImportResponse(total, added, total - added - errors.Count, errors);
    }

    private async Task<int> AddBiteAsync(Guid organizationId, Guid userId, Dictionary<string, string?> bite, CancellationToken ct)
    {
        if (bite.Count == 0)
        {
            return 0;
        }

        var phones = bite.Keys.Order(StringComparer.Ordinal).ToArray(); // in order: two imports at once cannot deadlock
        var reasons = phones.Select(p => string.IsNullOrWhiteSpace(bite[p]) ? "imported" : bite[p]![..Math.Min(200, bite[p]!.Length)]).ToArray();
        bite.Clear();
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into suppressions (organization_id, phone, reason, source, created_by, created_at)
            select {organizationId}, p, r, {SuppressionSources.Import}, {userId}, {clock.GetUtcNow()} from unnest({phones}, {reasons}) x (p, r)
            on conflict (organization_id, phone) do nothing
            """,
            ct);
    }
}
