using System.Security.Cryptography;
using System.Text;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Providers;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>How a file is read.</summary>
/// <param name="OrganizationId">Whose records.</param>
/// <param name="UserId">Who imports.</param>
/// <param name="Campaign">The campaign that calls these customers, if one does.</param>
/// <param name="DryRun">Say what would happen, store nothing.</param>
/// <param name="Mapping">Header to field, where the names do not say it.</param>
/// <param name="DateFormat">A .NET format, where dates are not ISO.</param>
public sealed record ImportOrder(
    Guid OrganizationId, Guid UserId, Campaign? Campaign, bool DryRun, IReadOnlyDictionary<string, string> Mapping, string? DateFormat);

/// <summary>
/// Reads a CSV of visits row by row and stores a thousand at a time; of the file itself only the visits' fingerprints stay in memory.
/// Importing a file again adds nothing, so an import that broke off is simply repeated.
/// </summary>
public sealed class ServiceRecordImport(
    CallPlatformDbContext db, CampaignAudience audience, DialFactsReader facts, ProviderDefaults defaults, TimeProvider clock)
{
    private const int Bite = 1000;
    private const int MostNamed = 1000;
    private const int LargestRow = 1 << 16;

    public async Task<ServiceRecordImportResponse> RunAsync(ImportOrder order, Stream file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        var organization = await db.Organizations.FirstAsync(o => o.Id == order.OrganizationId, ct);
        var subject = new DialSubject(order.OrganizationId, "", null, order.Campaign?.Id, defaults.Provider);
        var delay = (await facts.ReadAsync([subject], ct)).ScheduleOf(order.OrganizationId, order.Campaign?.Id)?.CallDelayAfterService ?? TimeSpan.FromHours(24);

        await using var csv = CsvReader.Create(file, CsvReaderOptions.Default with
        {
            HasHeader = false, TrackLineNumbers = true, TrimWhitespace = true, MaxRecordSize = LargestRow,
        });
        var report = new Report();
        if (!await csv.ReadAsync(ct))
        {
            report.Errors.Add(new RowError(1, "file", "The file is empty."));
            return report.Of(order, new Dictionary<string, string>(), []);
        }

        var columns = ServiceRecordColumns.Of([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], order.Mapping);
        if (columns.Missing is { Count: > 0 } missing)
        {
            report.Errors.AddRange(missing.Select(f => new RowError(1, f, "No column for this field was found; name its header in the mapping.")));
            return report.Of(order, columns.Taken, columns.Unused);
        }

        var reader = new ServiceRecordRow(columns, organization.DefaultCountry, organization.TimeZone, order.DateFormat);
        var import = await OpenAsync(order, ct);
        var seen = new HashSet<Guid>();
        var bite = new List<(int Line, ServiceRecord Record)>(Bite);
        while (await csv.ReadAsync(ct))
        {
            report.Total++;
            var line = (int)csv.LineNumber;
            var record = reader.Read(i => i < csv.FieldCount ? csv.GetString(i) : "", (field, text) => report.Fail(line, field, text));
            if (record is null)
            {
                report.Failed++;
            }
            else if (!seen.Add(Fingerprint(record)))
            {
                report.Duplicate(line, record);
            }
            else
            {
                bite.Add((line, record));
            }

            if (bite.Count >= Bite)
            {
                await StoreAsync(order, import, bite, delay, report, ct);
            }
        }

        await StoreAsync(order, import, bite, delay, report, ct);
        if (order is { DryRun: false, Campaign: { } campaign })
        {
            await audience.AddRecordsAsync(campaign, null, null, ct);
        }

        return report.Of(order, columns.Taken, columns.Unused) with { ImportId = import?.Id };
    }

    // Written first: of an import that breaks off, what was stored can be taken back all the same.
    private async Task<RecordImport?> OpenAsync(ImportOrder order, CancellationToken ct)
    {
        if (order.DryRun)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var import = new RecordImport
        {
            Id = Guid.CreateVersion7(now), OrganizationId = order.OrganizationId, CampaignId = order.Campaign?.Id, CreatedBy = order.UserId, CreatedAt = now,
        };
        db.RecordImports.Add(import);
        await db.SaveChangesAsync(ct);
        return import;
    }

    private async Task StoreAsync(ImportOrder order, RecordImport? import, List<(int Line, ServiceRecord Record)> bite, TimeSpan delay, Report report, CancellationToken ct)
    {
        if (bite.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var rows = bite.OrderBy(r => r.Record.CustomerPhone, StringComparer.Ordinal).ToArray(); // in order: twin imports cannot deadlock
        T[] Column<T>(Func<ServiceRecord, T> value) => [.. rows.Select(r => value(r.Record))];
        var (phones, vehicles, dates) = (Column(r => r.CustomerPhone), Column(r => r.VehicleInfo), Column(r => r.AppointmentDate));
        var fresh = import is null
            ? await db.Database.SqlQuery<int>(
                $"""
                select x.i::int as "Value" from unnest({phones}, {vehicles}, {dates}) with ordinality x (p, v, d, i)
                where not exists (select from service_records r where r.organization_id = {order.OrganizationId} and r.customer_phone = x.p
                  and coalesce(r.vehicle_info, '') = coalesce(x.v, '') and coalesce(r.appointment_date, '-infinity') = coalesce(x.d, '-infinity')
                  and not r.is_demo and r.deleted_at is null)
                """).ToListAsync(ct)
            : await InsertAsync(order, import, rows.Select(r => r.Record).ToArray(), delay, now, ct);
        var isFresh = fresh.ToHashSet();
        for (var i = 0; i < rows.Length; i++)
        {
            if (isFresh.Contains(i + 1))
            {
                report.Imported++;
            }
            else
            {
                report.Duplicate(rows[i].Line, rows[i].Record);
            }
        }

        bite.Clear();
    }

    private Task<List<int>> InsertAsync(ImportOrder order, RecordImport import, ServiceRecord[] rows, TimeSpan delay, DateTimeOffset now, CancellationToken ct)
    {
        T[] Column<T>(Func<ServiceRecord, T> value) => [.. rows.Select(value)];
        var ids = Column(_ => Guid.CreateVersion7(now));
        return db.Database.SqlQuery<int>(
            $"""
            with x as (
              select * from unnest({ids}, {Column(r => r.CustomerName)}, {Column(r => r.CustomerPhone)}, {Column(r => r.VehicleInfo)},
                {Column(r => r.ServiceAdvisorName)}, {Column(r => r.ServiceType)}, {Column(r => r.AppointmentDate)})
                with ordinality x (id, name, phone, vehicle, advisor, type, at, i)
            ), made as (
              insert into service_records (id, organization_id, campaign_id, customer_name, customer_phone, vehicle_info, service_advisor_name, service_type,
                status, appointment_date, call_due_at, import_id, created_by, created_at, updated_at)
              select x.id, {order.OrganizationId}, {(order.Campaign == null ? null : (Guid?)order.Campaign.Id)}::uuid, x.name, x.phone, x.vehicle, x.advisor, x.type,
                'Pending', x.at, case when x.at is null and {order.Campaign != null} then {now} else coalesce(x.at, {now}) + {delay} end, {import.Id}, {order.UserId}, {now}, {now} from x
              on conflict (organization_id, customer_phone, coalesce(vehicle_info, ''), coalesce(appointment_date, '-infinity'::timestamptz))
                where not is_demo and deleted_at is null do nothing
              returning id
            ), counted as (
              update record_imports set imported = imported + (select count(*) from made) where id = {import.Id})
            select x.i::int as "Value" from x join made m on m.id = x.id
            """).ToListAsync(ct);
    }

    private static Guid Fingerprint(ServiceRecord record) => new(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{record.CustomerPhone}\n{record.VehicleInfo}\n{record.AppointmentDate?.UtcTicks}")).AsSpan(0, 16));

    private sealed class Report
    {
        public int Total { get; set; }
        public int Imported { get; set; }
        public int Failed { get; set; }
        public List<RowError> Errors { get; } = [];
        private readonly List<DuplicateRow> duplicateRows = [];
        private int duplicates;

        public void Fail(int line, string field, string text)
        {
            if (Errors.Count < MostNamed)
            {
                Errors.Add(new RowError(line, field, text));
            }
        }

        public void Duplicate(int line, ServiceRecord record)
        {
            duplicates++;
            if (duplicateRows.Count < MostNamed)
            {
                duplicateRows.Add(new DuplicateRow(line, record.CustomerPhone, record.VehicleInfo, record.AppointmentDate));
            }
        }

        public ServiceRecordImportResponse Of(ImportOrder order, IReadOnlyDictionary<string, string> columns, IReadOnlyList<string> unused) =>
            new(order.DryRun, Total, Imported, duplicates, [.. duplicateRows.OrderBy(d => d.Line)], Failed, Errors, columns, unused);
    }
}
