using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Exports;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Lists as CSV: ordered here, written by a job, fetched within a day. Every fetch is in the audit log.</summary>
internal static class ExportsEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/v1/exports").WithTags("Exports").RequireAuthorization(Permissions.Manage);

        exports.MapGet("/", List);
        exports.MapPost("/", Order);
        exports.MapGet("/{id:guid}", Get);
        exports.MapGet("/{id:guid}/download", Download).Produces(200, contentType: "text/csv");
        exports.MapDelete("/{id:guid}", Delete);
    }

    private static async Task<Ok<Listing<ExportResponse>>> List(CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var kept = await db.Exports.Where(e => e.ExpiresAt > now).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).Take(100).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<ExportResponse>([.. kept.Select(ResponseOf)], kept.Count));
    }

    private static async Task<Results<Accepted<ExportResponse>, ProblemHttpResult>> Order(
        ExportRequest request, ClaimsPrincipal caller, ExportDesk desk, HttpContext http, CancellationToken ct)
    {
        var names = request.Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var unknown = request.Kind == ExportKinds.Leads ? Array.Find(names, n => !LeadStatuses.All.Contains(n)) : new CallSearch(names).UnknownStatus;
        if (unknown is not null)
        {
            return Problems.Invalid("status", $"There is no status '{unknown}'.");
        }

        var export = await desk.OrderAsync(
            caller.OrganizationId(), caller.UserId(), request.Kind, new ExportFilter(request.Status, request.Search, request.ContactId, request.DateFrom, request.DateTo, request.Direction), ct);
        if (export is null)
        {
            return Problems.Conflict("too_many_exports", $"{ExportDesk.MostOpen} exports are being written. Wait until one is done.");
        }

        http.Note("kind", export.Kind);
        return TypedResults.Accepted($"/api/v1/exports/{export.Id}", ResponseOf(export));
    }

    private static async Task<Results<Ok<ExportResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct) =>
        await FindAsync(id, db, clock, ct) is { } export ? TypedResults.Ok(ResponseOf(export)) : Problems.NotFound("export");

    private static async Task<IResult> Download(
        Guid id, ClaimsPrincipal caller, HttpContext http, CallPlatformDbContext db, ExportDesk desk, AuditLog audit, TimeProvider clock, CancellationToken ct)
    {
        if (await FindAsync(id, db, clock, ct) is not { } export)
        {
            return Problems.NotFound("export");
        }

        if (export.State != ExportStates.Done)
        {
            return Problems.Conflict("not_ready", export.State == ExportStates.Failed ? "It could not be written. Order it again." : "It is still being written.");
        }

        await audit.AppendAsync(caller.OrganizationId(), caller.UserId(), "exports.download", "exports", id, AuditTrail.KeyData(caller), ct);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.ContentLength = export.Bytes;
        http.Response.Headers.ContentDisposition = $"attachment; filename={export.Kind}-{export.CreatedAt:yyyy-MM-dd}.csv";
        http.Response.Headers.CacheControl = "no-store";
        await foreach (var chunk in desk.ReadAsync(export, ct))
        {
            await http.Response.Body.WriteAsync(chunk, ct);
        }

        return Results.Empty;
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.Exports.Where(e => e.Id == id).ExecuteDeleteAsync(ct) > 0 ? TypedResults.Ok(new SuccessResponse(true)) : Problems.NotFound("export");

    private static Task<Export?> FindAsync(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Exports.FirstOrDefaultAsync(e => e.Id == id && e.ExpiresAt > now, ct);
    }

    private static ExportResponse ResponseOf(Export e) =>
        new(e.Id, e.Kind, e.State, e.RowsTotal, e.RowsDone, e.Bytes, e.Error, e.CreatedBy, e.CreatedAt, e.FinishedAt, e.ExpiresAt);
}
