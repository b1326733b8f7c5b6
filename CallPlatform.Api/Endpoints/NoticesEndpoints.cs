using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What owners and managers must hear: spent budgets, campaigns that paused themselves.</summary>
internal static class NoticesEndpoints
{
    private const int MostShown = 100;

    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var notices = routes.MapGroup("/api/v1/notices").WithTags("Notices").RequireAuthorization(Permissions.Manage);

        notices.MapGet("/", List);
        notices.MapPost("/{id:guid}/read", MarkRead);
    }

    private static async Task<Ok<Listing<NoticeResponse>>> List(CallPlatformDbContext db, CancellationToken ct, bool unread = false)
    {
        var rows = await db.Notices.Where(n => !unread || n.ReadAt == null).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(MostShown).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<NoticeResponse>(
            [.. rows.Select(n => new NoticeResponse(n.Id, n.Kind, n.Message, JsonText.Element(n.Data)!.Value, n.CreatedAt, n.ReadAt))], rows.Count));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> MarkRead(Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Notices.Where(n => n.Id == id).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, n => n.ReadAt ?? now), ct) > 0
            ? TypedResults.Ok(new SuccessResponse(true))
            : Problems.NotFound("notice");
    }
}
