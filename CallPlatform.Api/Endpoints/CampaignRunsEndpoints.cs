using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What happened to a campaign, and calling those again whom it missed.</summary>
internal static class CampaignRunsEndpoints
{
    private const int MostShown = 200;

    private static readonly Dictionary<string, CallStatus> Redialled = new()
    {
        ["no-answer"] = CallStatus.NoAnswer, ["busy"] = CallStatus.Busy, ["voicemail"] = CallStatus.Voicemail, ["failed"] = CallStatus.Failed,
    };

    public static void MapCampaignRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/v1/campaigns/{id:guid}").WithTags("Campaigns").RequireAuthorization(Permissions.Read);

        runs.MapGet("/events", ListEvents);
        runs.MapPost("/redial", Redial).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Results<Ok<Listing<CampaignEventResponse>>, ProblemHttpResult>> ListEvents(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        if (await db.Campaigns.FirstOrDefaultAsync(c => c.Id == id, ct) is not { } campaign)
        {
            return Problems.NotFound("campaign");
        }

        var moves = await db.AuditLog.Where(a => a.SubjectId == id && a.SubjectType == "campaign").OrderByDescending(a => a.At).Take(MostShown)
            .Select(a => new { a.Action, a.At, a.Data, By = db.Users.Where(u => u.Id == a.UserId).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(ct);
        var prefix = $"{id}:";
        var notices = await db.Notices.Where(n => n.Kind == "campaign_paused" && n.Key.StartsWith(prefix)).OrderByDescending(n => n.CreatedAt).Take(MostShown).ToListAsync(ct);
        var made = await db.Users.Where(u => u.Id == campaign.CreatedBy).Select(u => u.DisplayName).FirstOrDefaultAsync(ct);
        var events = moves.Select(m => new CampaignEventResponse(m.Action.Split('.')[^1], m.At, m.By, ReasonOf(m.Data)))
            .Concat(notices.Select(n => new CampaignEventResponse(n.Kind, n.CreatedAt, null, n.Message)))
            .Append(new CampaignEventResponse("created", campaign.CreatedAt, made, null));
        if (campaign is { Status: CampaignStatuses.Completed, EndedAt: { } ended })
        {
            events = events.Append(new CampaignEventResponse(CampaignStatuses.Completed, ended, null, null));
        }

        CampaignEventResponse[] listed = [.. events.OrderByDescending(e => e.At).Take(MostShown)];
        return TypedResults.Ok(Listing.Of<CampaignEventResponse>(listed, listed.Length));
    }

    private static async Task<IResult> Redial(
        Guid id, RedialRequest request, ClaimsPrincipal caller, CampaignRedial redial, CallPlatformDbContext db, CancellationToken ct)
    {
        if (request.Outcomes.Any(o => o is null || !Redialled.ContainsKey(o)))
        {
            return Problems.Invalid("outcomes", $"Each is one of {string.Join(", ", Redialled.Keys)}.");
        }

        if (await db.Campaigns.FirstOrDefaultAsync(c => c.Id == id && !c.IsDemo, ct) is not { } campaign)
        {
            return Problems.NotFound("campaign");
        }

        if (campaign.Status is CampaignStatuses.Draft or CampaignStatuses.Cancelled)
        {
            return Problems.Conflict("campaign_status", $"The campaign is {campaign.Status}: there is nobody to call again.");
        }

        var accepted = await redial.RunAsync(campaign, [.. request.Outcomes.Distinct().Select(o => Redialled[o])], caller.UserId(), ct);
        return TypedResults.Ok(new RedialResponse(accepted, await CampaignsEndpoints.Shown(db, await db.Campaigns.FirstAsync(c => c.Id == id, ct), ct)));
    }

    // {"reason": "the gateway was repaired"}
    private static string? ReasonOf(string data) =>
        JsonText.Element(data) is { } json && json.TryGetProperty("reason", out var reason) && reason.GetString() is { Length: > 0 } text && text != "person" ? text : null;
}
