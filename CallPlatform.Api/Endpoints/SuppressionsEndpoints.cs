using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CsvHelper;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Numbers that are not called.</summary>
internal static class SuppressionsEndpoints
{
    private const long LargestFile = 100L << 20;

    public static void MapSuppressions(this IEndpointRouteBuilder routes)
    {
        var suppressions = routes.MapGroup("/api/v1/suppressions").WithTags("Suppressions").RequireAuthorization(Permissions.Read);

        suppressions.MapGet("/", List);
        suppressions.MapPost("/", Add).RequireAuthorization(Permissions.PlaceCalls);
        suppressions.MapDelete("/{phone}", Remove).RequireAuthorization(Permissions.Manage);
        suppressions.MapPost("/import", Import).RequireAuthorization(Permissions.Manage);
        suppressions.MapGet("/export", Export).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<IResult> List(
        CallPlatformDbContext db, CancellationToken ct, string? search = null, [Range(1, 200)] int limit = 50, [Range(0, 10_000_000)] int offset = 0)
    {
        var all = string.IsNullOrWhiteSpace(search) ? db.Suppressions : db.Suppressions.Where(s => s.Phone.Contains(search.Trim()));
        var rows = await all.OrderByDescending(s => s.CreatedAt).ThenBy(s => s.Phone).Skip(offset).Take(limit)
            .Select(s => new SuppressionResponse(s.Phone, s.Reason, s.Source, s.Note, s.CallId, s.ExpiresAt, s.CreatedAt)).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<SuppressionResponse>(rows, await all.LongCountAsync(ct)));
    }

    private static async Task<Results<Created<SuppressionResponse>, ProblemHttpResult>> Add(
        SuppressionRequest request, ClaimsPrincipal caller, SuppressionList list, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (PhoneNumberReader.Normalize(request.Phone, await CountryAsync(db, ct)) is not { } phone)
        {
            return Problems.Invalid("phone", "This is no phone number that can be dialled. Write it with its country code, as in +14155550123.");
        }

        if (request.ExpiresAt <= clock.GetUtcNow())
        {
            return Problems.Invalid("expires_at", "It must lie in the future.");
        }

        var entry = new Suppression
        {
            Phone = phone, Reason = request.Reason ?? "added by staff", Source = SuppressionSources.Person, Note = request.Note,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(), CreatedBy = caller.UserId(),
        };
        await list.AddAsync(caller.OrganizationId(), entry, ct);
        var stored = await db.Suppressions.FirstAsync(s => s.Phone == phone, ct);
        return TypedResults.Created($"/api/v1/suppressions/{Uri.EscapeDataString(phone)}", new SuppressionResponse(
            phone, stored.Reason, stored.Source, stored.Note, stored.CallId, stored.ExpiresAt, stored.CreatedAt));
    }

    private static async Task<Results<Ok<MessageResponse>, ProblemHttpResult>> Remove(
        string phone, ClaimsPrincipal caller, SuppressionList list, CallPlatformDbContext db, CancellationToken ct) =>
        PhoneNumberReader.Normalize(phone, await CountryAsync(db, ct)) is { } number && await list.RemoveAsync(caller.OrganizationId(), number, ct)
            ? TypedResults.Ok(new MessageResponse("The number may be called again."))
            : Problems.NotFound("suppression");

    /// <summary>A CSV as the body, or as the form's file: a phone column, and a reason if there is one.</summary>
    private static async Task<IResult> Import(HttpContext http, ClaimsPrincipal caller, SuppressionList list, CallPlatformDbContext db, CancellationToken ct)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestFile;
        if (await CsvUpload.OpenAsync(http.Request, ct) is not { } file)
        {
            return CsvUpload.NoFile();
        }

        await using (file)
        {
            return TypedResults.Ok(await list.ImportAsync(caller.OrganizationId(), caller.UserId(), await CountryAsync(db, ct), file, ct));
        }
    }

    // Row by row: the list may be long. What a spreadsheet would compute is escaped; a number keeps its "+", which computes to itself.
    private static async Task Export(HttpContext http, CallPlatformDbContext db, CancellationToken ct)
    {
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=suppressions.csv";
        await using var csv = CsvWriter.Create(http.Response.Body, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, InjectionCharacters = "=@-\t\r" });
        await csv.WriteRecordAsync(["phone", "reason", "source", "note", "expires_at", "created_at"], ct);
        await foreach (var row in db.Suppressions.OrderByDescending(s => s.CreatedAt).ThenBy(s => s.Phone).AsAsyncEnumerable().WithCancellation(ct))
        {
            await csv.WriteRecordAsync(
                [row.Phone, Safe(row.Reason), row.Source, Safe(row.Note), Text(row.ExpiresAt), Text(row.CreatedAt)], ct);
        }

        await csv.FlushAsync(ct);
    }

    private static string Safe(string? text) => text is ['+', ..] ? "'" + text : text ?? "";

    private static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "";

    private static Task<string?> CountryAsync(CallPlatformDbContext db, CancellationToken ct) =>
        db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
}
