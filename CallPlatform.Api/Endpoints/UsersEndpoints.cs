using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Members of staff. Owners and managers administer them; only owners make or change owners.</summary>
internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization(Permissions.Read);

        users.MapGet("/", List);
        users.MapGet("/me", GetMe);
        users.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.Manage);
        routes.MapInvitations();
        routes.MapAccount();
    }

    private static async Task<Results<Ok<Listing<UserResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, [StringLength(100)] string? search = null, string? role = null, bool? active = null,
        [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        if (!string.IsNullOrEmpty(role) && !Roles.All.Contains(role))
        {
            return Problems.Invalid("role", $"The roles are {string.Join(", ", Roles.All)}.");
        }

        var rows = db.Users.Where(u => (string.IsNullOrEmpty(role) || u.Role == role) && (active == null || u.IsActive == active));
        if (!string.IsNullOrWhiteSpace(search))
        {
            var wanted = LikePattern.Containing(search.Trim());
            rows = rows.Where(u => EF.Functions.ILike(u.Username, wanted) || EF.Functions.ILike(u.DisplayName, wanted));
        }

        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(u => u.CreatedAt < last.At || (u.CreatedAt == last.At && u.Id < last.Id));
        }

        var page = await rows.OrderByDescending(u => u.CreatedAt).ThenByDescending(u => u.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<UserResponse>(
            [.. page.Select(ResponseOf)], total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<CurrentUserResponse>, ProblemHttpResult>> GetMe(
        ClaimsPrincipal caller, CallPlatformDbContext db, CancellationToken ct)
    {
        var id = caller.UserId();
        var me = await (
            from user in db.Users
            join organization in db.Organizations on user.OrganizationId equals organization.Id
            where user.Id == id
            select new CurrentUserResponse(
                user.Id, user.Username, user.DisplayName, user.Role, organization.Id, organization.Name, organization.TimeZone))
            .FirstOrDefaultAsync(ct);
        return me is null ? Problems.NotFound("user") : TypedResults.Ok(me);
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> Change(
        Guid id, UserPatch patch, ClaimsPrincipal caller, UserAdministration users, CallPlatformDbContext db, HttpContext http, CancellationToken ct)
    {
        var outcome = await users.ChangeAsync(
            id, new UserChange(patch.DisplayName, patch.Role, patch.IsActive, patch.MaxActiveCalls), caller.UserId(), caller.IsInRole(Roles.Owner), ct);
        http.Note("role", patch.Role);
        http.Note("is_active", patch.IsActive?.ToString());
        return outcome switch
        {
            UserChangeOutcome.Done => TypedResults.Ok(ResponseOf(await db.Users.AsNoTracking().FirstAsync(u => u.Id == id, ct))),
            UserChangeOutcome.NotFound => Problems.NotFound("user"),
            UserChangeOutcome.OwnersOnly => Problems.Of(403, "owners_only", "Only an owner makes or changes owners."),
            UserChangeOutcome.LastOwner => Problems.Conflict("last_owner", "This is the organisation's only owner. Make somebody else an owner first."),
            _ => Problems.Conflict("yourself", "You cannot take your own role or access. Ask another owner or manager."),
        };
    }

    private static UserResponse ResponseOf(User u) =>
        new(u.Id, u.Username, u.DisplayName, u.Role, u.IsActive, u.MaxActiveCalls, u.CreatedAt, u.LastSignInAt);
}
