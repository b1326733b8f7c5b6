using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallPlatform.Api.Endpoints;

/// <summary>Visits that are asked about afterwards.</summary>
internal static class ServiceRecordsEndpoints
{
    private const long LargestFile = 200L << 20;
    private const int MostImports = 20;

    public static void MapServiceRecords(this IEndpointRouteBuilder routes)
    {
        var records = routes.MapGroup("/api/v1/service-records").WithTags("Service records").RequireAuthorization(Permissions.Read);

        records.MapGet("/", List);
        records.MapPost("/", Create).RequireAuthorization(Permissions.EditContacts);
        records.MapGet("/{id:guid}", Get);
        records.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.EditContacts);
        records.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.EditContacts);
        records.MapPost("/import", Import).RequireAuthorization(Permissions.EditContacts);
        records.MapGet("/imports", ListImports);
        records.MapPost("/imports/{id:guid}/undo", UndoImport).RequireAuthorization(Permissions.EditContacts);
    }

    private static async Task<IResult> List(
        CallPlatformDbContext db, CancellationToken ct, string? status = null, string? search = null, Guid? campaign_id = null, bool is_demo = false,
        [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "This is no cursor of ours.");
        }

        var all = db.ServiceRecords.Where(r => r.DeletedAt == null && r.IsDemo == is_demo && (status == null || r.Status == status)
            && (campaign_id == null || r.CampaignId == campaign_id));
        if (!string.IsNullOrWhiteSpace(search))
        {
            var wanted = search.Trim().ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL's lower()
            all = all.Where(r => r.CustomerName.ToLower().Contains(wanted) || r.CustomerPhone.Contains(wanted) || r.VehicleInfo!.ToLower().Contains(wanted));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var page = after is { } last ? all.Where(r => r.CreatedAt < last.At || (r.CreatedAt == last.At && r.Id.CompareTo(last.Id) < 0)) : all;
        var rows = await page.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<ServiceRecordResponse>(
            [.. rows.Select(ResponseOf)], await all.LongCountAsync(ct),
            rows.Count == limit ? new PageCursor(rows[^1].CreatedAt, rows[^1].Id).ToString() : null));
    }

    private static async Task<IResult> Create(
        ServiceRecordRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, ScheduleDesk schedules, CampaignAudience audience, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var record = new ServiceRecord
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), CustomerName = "", CustomerPhone = "", CreatedBy = caller.UserId(), CreatedAt = now,
        };
        db.ServiceRecords.Add(record);
        return await Store(record, request, db, schedules, audience, now, ct) ?? TypedResults.Created($"/api/v1/service-records/{record.Id}", await Stored(db, record.Id, ct));
    }

    private static async Task<Results<Ok<ServiceRecordResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.ServiceRecords.FirstOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, ct) is { } record
            ? TypedResults.Ok(ResponseOf(record))
            : Problems.NotFound("service record");

    private static async Task<IResult> Replace(
        Guid id, ServiceRecordRequest request, CallPlatformDbContext db, ScheduleDesk schedules, CampaignAudience audience, TimeProvider clock, CancellationToken ct)
    {
        if (await db.ServiceRecords.AsTracking().FirstOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, ct) is not { } record)
        {
            return Problems.NotFound("service record");
        }

        return await Store(record, request, db, schedules, audience, clock.GetUtcNow(), ct) ?? TypedResults.Ok(await Stored(db, id, ct));
    }

    private static async Task<Results<Ok<MessageResponse>, ProblemHttpResult>> Delete(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.ServiceRecords.AsTracking().FirstOrDefaultAsync(r => r.Id == id && r.DeletedAt == null, ct) is not { } record)
        {
            return Problems.NotFound("service record");
        }

        if (record.Status is "Ready" or "In Progress")
        {
            return Problems.Conflict("record_has_call", "This record has a call that waits or runs. Delete or cancel that call first.");
        }

        record.DeletedAt = clock.GetUtcNow();
        record.CallDueAt = null;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new MessageResponse("Service record deleted successfully."));
    }

    /// <summary>A CSV as the body, or as the form's file. <c>mapping</c> is a JSON object, header to field; <c>date_format</c> a .NET format.</summary>
    private static async Task<IResult> Import(
        HttpContext http, ClaimsPrincipal caller, CallPlatformDbContext db, ServiceRecordImport import, CancellationToken ct,
        bool dry_run = false, Guid? campaign_id = null, string? mapping = null, string? date_format = null)
    {
        var campaign = campaign_id is { } id ? await db.Campaigns.FirstOrDefaultAsync(c => c.Id == id && !c.IsDemo, ct) : null;
        if (campaign_id is not null && campaign is null)
        {
            return Problems.NotFound("campaign");
        }

        if (campaign?.Status is CampaignStatuses.Completed or CampaignStatuses.Cancelled)
        {
            return Problems.Conflict("campaign_over", "This campaign is over; make a new one.");
        }

        Dictionary<string, string> names;
        try
        {
            names = mapping is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(mapping) ?? [];
        }
        catch (JsonException)
        {
            return Problems.Invalid("mapping", "It must be a JSON object, header to field, as in {\"Handy\": \"customer_phone\"}.");
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestFile;
        if (await CsvUpload.OpenAsync(http.Request, ct) is not { } file)
        {
            return CsvUpload.NoFile();
        }

        await using (file)
        {
            return TypedResults.Ok(await import.RunAsync(
                new ImportOrder(caller.OrganizationId(), caller.UserId(), campaign, dry_run, names, string.IsNullOrWhiteSpace(date_format) ? null : date_format), file, ct));
        }
    }

    private static async Task<Ok<Listing<RecordImportResponse>>> ListImports(CallPlatformDbContext db, CancellationToken ct)
    {
        var rows = await db.RecordImports.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(MostImports)
            .Select(i => new RecordImportResponse(
                i.Id, i.CampaignId, i.Imported, db.Users.Where(u => u.Id == i.CreatedBy).Select(u => u.DisplayName).FirstOrDefault(), i.CreatedAt, i.UndoneAt, i.Removed))
            .ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<RecordImportResponse>(rows, rows.Count, null));
    }

    private static async Task<Results<Ok<RecordImportResponse>, ProblemHttpResult>> UndoImport(
        Guid id, ClaimsPrincipal caller, RecordImportUndo undo, CancellationToken ct) =>
        await undo.RunAsync(id, caller.UserId(), ct) is { Import: var i }
            ? TypedResults.Ok(new RecordImportResponse(i.Id, i.CampaignId, i.Imported, null, i.CreatedAt, i.UndoneAt, i.Removed))
            : Problems.NotFound("import");

    private static async Task<IResult?> Store(
        ServiceRecord record, ServiceRecordRequest request, CallPlatformDbContext db, ScheduleDesk schedules, CampaignAudience audience, DateTimeOffset now, CancellationToken ct)
    {
        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        if (PhoneNumberReader.Normalize(request.CustomerPhone, country) is not { } phone)
        {
            return Problems.Invalid("customer_phone", "This is no phone number that can be dialled. Write it with its country code, as in +14155550123.");
        }

        if (request.ContactId is { } contact && !await db.Contacts.AnyAsync(c => c.Id == contact && c.DeletedAt == null, ct))
        {
            return Problems.NotFound("contact");
        }

        var campaign = request.CampaignId is { } wanted ? await db.Campaigns.FirstOrDefaultAsync(c => c.Id == wanted && !c.IsDemo, ct) : null;
        if (request.CampaignId is not null && campaign is null)
        {
            return Problems.NotFound("campaign");
        }

        record.CustomerName = request.CustomerName.Trim();
        record.CustomerPhone = phone;
        record.VehicleInfo = Empty(request.VehicleInfo);
        record.ServiceAdvisorId = request.ServiceAdvisorId;
        record.ServiceAdvisorName = Empty(request.ServiceAdvisorName);
        record.ServiceType = Empty(request.ServiceType);
        record.AppointmentDate = request.AppointmentDate?.ToUniversalTime();
        record.ContactId = request.ContactId;
        record.UpdatedAt = now;
        if (record.Status == ServiceRecord.Pending)
        {
            record.CampaignId = campaign?.Id;
            var delay = TimeSpan.FromHours((await schedules.GetAsync(campaign?.Id, null, ct)).CallDelayAfterServiceHours);

            // A campaign's people without a visit are called as it runs.
            record.CallDueAt = record.AppointmentDate is null && campaign is not null ? now : (record.AppointmentDate ?? now) + delay;
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Problems.Conflict("duplicate", "There is a record of this phone, vehicle and appointment already.");
        }

        if (campaign is not null)
        {
            await audience.AddRecordsAsync(campaign, [record.Id], null, ct);
        }

        return null;
    }

    private static async Task<ServiceRecordResponse> Stored(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        ResponseOf(await db.ServiceRecords.AsNoTracking().FirstAsync(r => r.Id == id, ct));

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static ServiceRecordResponse ResponseOf(ServiceRecord r) => new(
        r.Id, r.CustomerName, r.CustomerPhone, r.VehicleInfo, r.ServiceAdvisorId, r.ServiceAdvisorName, r.ServiceType, r.Status, r.AppointmentDate, r.CallDueAt,
        r.Feedback, r.Rating, r.PositiveMentions, r.AreasToImprove, r.OverallFeedback, r.ContactId, r.CampaignId, r.IsDemo, r.CreatedAt, r.UpdatedAt);
}
