using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Colleagues by name: whom work can be given to. What only owners may know of users is not here.</summary>
internal static class StaffEndpoints
{
    private const int MostListed = 1000;

    public static void MapStaff(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/staff", List).WithTags("Users").RequireAuthorization(Permissions.Read);

    private static async Task<Listing<StaffMember>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var staff = await db.Users.Where(u => u.IsActive).OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Take(MostListed)
            .Select(u => new StaffMember(u.Id, u.DisplayName == "" ? u.Username : u.DisplayName, u.Role)).ToListAsync(ct);
        return Listing.Of<StaffMember>(staff, staff.Count);
    }
}
