using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>When and how is called: the organisation's rules, or with <c>campaign_id</c> a campaign's, with <c>project_id</c> a project's.</summary>
internal static class ScheduleEndpoints
{
    public static void MapSchedule(this IEndpointRouteBuilder routes)
    {
        var schedule = routes.MapGroup("/api/v1/calls/schedule-config").WithTags("Schedule").RequireAuthorization(Permissions.Read);

        schedule.MapGet("/", Get);
        schedule.MapPut("/", Put).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Results<Ok<ScheduleConfig>, ProblemHttpResult>> Get(
        ScheduleDesk desk, CallPlatformDbContext db, CancellationToken ct, Guid? campaign_id = null, Guid? project_id = null) =>
        await RefusalAsync(db, campaign_id, project_id, ct) is { } refusal ? refusal : TypedResults.Ok(await desk.GetAsync(campaign_id, project_id, ct));

    private static async Task<IResult> Put(
        ScheduleConfig config, ClaimsPrincipal caller, ScheduleDesk desk, CallPlatformDbContext db, CancellationToken ct, Guid? campaign_id = null, Guid? project_id = null)
    {
        if (await RefusalAsync(db, campaign_id, project_id, ct) is { } refusal)
        {
            return refusal;
        }

        if (ScheduleReader.Read(config) is { Errors: { Count: > 0 } errors })
        {
            return TypedResults.ValidationProblem(errors.ToDictionary());
        }

        await desk.PutAsync(caller.OrganizationId(), campaign_id, project_id, config, caller.UserId(), ct);
        return TypedResults.Ok(await desk.GetAsync(campaign_id, project_id, ct));
    }

    private static async Task<ProblemHttpResult?> RefusalAsync(CallPlatformDbContext db, Guid? campaignId, Guid? projectId, CancellationToken ct)
    {
        if (campaignId is not null && projectId is not null)
        {
            return Problems.Invalid("project_id", "Name a campaign or a project, not both.");
        }

        if (campaignId is not null && !await db.Campaigns.AnyAsync(c => c.Id == campaignId, ct))
        {
            return Problems.NotFound("campaign");
        }

        return projectId is not null && !await db.Projects.AnyAsync(p => p.Id == projectId && p.DeletedAt == null, ct) ? Problems.NotFound("project") : null;
    }
}
