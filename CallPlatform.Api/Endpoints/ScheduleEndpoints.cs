using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>When and how is called: the organisation's rules, or with <c>campaign_id</c> a campaign's.</summary>
internal static class ScheduleEndpoints
{
    public static void MapSchedule(this IEndpointRouteBuilder routes)
    {
        var schedule = routes.MapGroup("/api/v1/calls/schedule-config").WithTags("Schedule").RequireAuthorization(Permissions.Read);

        schedule.MapGet("/", Get);
        schedule.MapPut("/", Put).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Results<Ok<ScheduleConfig>, ProblemHttpResult>> Get(
        ScheduleDesk desk, CallPlatformDbContext db, CancellationToken ct, Guid? campaign_id = null) =>
        await IsKnown(db, campaign_id, ct) ? TypedResults.Ok(await desk.GetAsync(campaign_id, ct)) : Problems.NotFound("campaign");

    private static async Task<IResult> Put(
        ScheduleConfig config, ClaimsPrincipal caller, ScheduleDesk desk, CallPlatformDbContext db, CancellationToken ct, Guid? campaign_id = null)
    {
        if (!await IsKnown(db, campaign_id, ct))
        {
            return Problems.NotFound("campaign");
        }

        if (ScheduleReader.Read(config) is { Errors: { Count: > 0 } errors })
        {
            return TypedResults.ValidationProblem(errors.ToDictionary());
        }

        await desk.PutAsync(caller.OrganizationId(), campaign_id, config, caller.UserId(), ct);
        return TypedResults.Ok(await desk.GetAsync(campaign_id, ct));
    }

    private static async Task<bool> IsKnown(CallPlatformDbContext db, Guid? campaignId, CancellationToken ct) =>
        campaignId is null || await db.Campaigns.AnyAsync(c => c.Id == campaignId, ct);
}
