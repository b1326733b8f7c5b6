using System.ComponentModel.DataAnnotations;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Who did what, newest first. It is read only: nobody changes what stands there.</summary>
internal static class AuditLogEndpoints
{
    public static void MapAuditLog(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/audit-log", List).WithTags("Audit log").RequireAuthorization(Permissions.Own);

    private static async Task<Results<Ok<Listing<AuditEntryResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, [StringLength(100)] string? action = null,
        [FromQuery(Name = "user_id")] Guid? userId = null, [FromQuery(Name = "subject_id")] Guid? subjectId = null,
        [FromQuery(Name = "date_from")] string? dateFrom = null, [FromQuery(Name = "date_to")] string? dateTo = null,
        [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var (days, problem) = await DayRange.ReadAsync(db, dateFrom, dateTo, ct);
        if (problem is not null)
        {
            return problem;
        }

        var (from, to) = (days.From, days.To);
        var rows = db.AuditLog.Where(a => (userId == null || a.UserId == userId) && (subjectId == null || a.SubjectId == subjectId)
            && (from == null || a.At >= from) && (to == null || a.At < to));
        if (!string.IsNullOrWhiteSpace(action))
        {
            // A subject ("users") means everything about it, a whole action only that.
            var wanted = action.Trim();
            rows = rows.Where(a => a.Action == wanted || a.Action.StartsWith(wanted + "."));
        }

        var total = await rows.Take(CallFilter.MostCounted).LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(a => a.At < last.At || (a.At == last.At && a.Id < last.Id));
        }

        var page = await (
            from entry in rows.OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(limit)
            join user in db.Users on entry.UserId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby entry.At descending, entry.Id descending
            select new { Entry = entry, Name = user == null ? null : user.DisplayName != "" ? user.DisplayName : user.Username }).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<AuditEntryResponse>(
            [.. page.Select(p => ResponseOf(p.Entry, p.Name))], total,
            page.Count == limit ? new PageCursor(page[^1].Entry.At, page[^1].Entry.Id).ToString() : null));
    }

    private static AuditEntryResponse ResponseOf(AuditEntry a, string? name) =>
        new(a.Id, a.At, a.Action, a.SubjectType, a.SubjectId, a.UserId, name, JsonText.Element(a.Data)!.Value);
}
