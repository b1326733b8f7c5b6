using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/v1/users").WithTags("Users").RequireAuthorization(Permissions.Read);

        users.MapGet("/me", GetMe);
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
}
