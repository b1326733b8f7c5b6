using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Providers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

internal static class CampaignsEndpoints
{
    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        var campaigns = routes.MapGroup("/api/v1/campaigns").WithTags("Campaigns").RequireAuthorization(Permissions.Read);

        campaigns.MapGet("/", List);
        campaigns.MapPost("/", Create).RequireAuthorization(Permissions.Manage);
        campaigns.MapGet("/{id:guid}", Get);
        campaigns.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.Manage);
        campaigns.MapPost("/{id:guid}/people", AddPeople).RequireAuthorization(Permissions.Manage);
        campaigns.MapPost("/{id:guid}/start", Start).RequireAuthorization(Permissions.Manage);
        campaigns.MapPost("/{id:guid}/pause", Pause).RequireAuthorization(Permissions.Manage);
        campaigns.MapPost("/{id:guid}/resume", Resume).RequireAuthorization(Permissions.Manage);
        campaigns.MapPost("/{id:guid}/cancel", Cancel).RequireAuthorization(Permissions.Manage);
        campaigns.MapGet("/{id:guid}/progress", GetProgress);
        campaigns.MapPost("/{id:guid}/rehearse", Rehearse).ChangesNothing();
    }

    private static async Task<IResult> List(
        CallPlatformDbContext db, CancellationToken ct, string? status = null, bool is_demo = false, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "This is no cursor of ours.");
        }

        var all = db.Campaigns.Where(c => c.IsDemo == is_demo && (status == null || c.Status == status));
        var page = after is { } last ? all.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id.CompareTo(last.Id) < 0)) : all;
        var rows = await page.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit).ToListAsync(ct);
        var ids = rows.Select(c => (Guid?)c.Id).ToArray();
        var own = await db.Schedules.Where(s => ids.Contains(s.CampaignId)).Select(s => s.CampaignId).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<CampaignResponse>(
            [.. rows.Select(c => ResponseOf(c, own.Contains(c.Id)))], await all.LongCountAsync(ct),
            rows.Count == limit ? new PageCursor(rows[^1].CreatedAt, rows[^1].Id).ToString() : null));
    }

    private static async Task<IResult> Create(
        CampaignRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, CampaignAudience audience, ScheduleDesk schedules,
        VoiceProviders providers, ProviderDefaults defaults, TimeProvider clock, CancellationToken ct)
    {
        if (await Refusal(request, db, providers, ct) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var campaign = new Campaign
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Name = "", Provider = defaults.Provider,
            CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Write(campaign, request, defaults, now);
        db.Campaigns.Add(campaign);
        await db.SaveChangesAsync(ct);
        await StoreSchedule(request, campaign, caller, schedules, ct);
        await Add(request.People, campaign, audience, ct);
        return TypedResults.Created($"/api/v1/campaigns/{campaign.Id}", ResponseOf(campaign, request.Schedule is not null));
    }

    private static async Task<Results<Ok<CampaignResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await Find(db, id, ct) is { } campaign ? TypedResults.Ok(await Shown(db, campaign, ct)) : Problems.NotFound("campaign");

    private static async Task<IResult> Replace(
        Guid id, CampaignRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, CampaignAudience audience, ScheduleDesk schedules,
        VoiceProviders providers, ProviderDefaults defaults, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Campaigns.AsTracking().FirstOrDefaultAsync(c => c.Id == id && !c.IsDemo, ct) is not { } campaign)
        {
            return Problems.NotFound("campaign");
        }

        if (await Refusal(request, db, providers, ct) is { } refusal)
        {
            return refusal;
        }

        Write(campaign, request, defaults, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await StoreSchedule(request, campaign, caller, schedules, ct);
        if (campaign.Status == CampaignStatuses.Draft)
        {
            await audience.RewriteAsync(campaign, ct);
        }

        await Add(request.People, campaign, audience, ct);
        return TypedResults.Ok(await Shown(db, campaign, ct));
    }

    private static async Task<IResult> AddPeople(Guid id, CampaignPeople people, CallPlatformDbContext db, CampaignAudience audience, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { IsDemo: false } campaign)
        {
            return Problems.NotFound("campaign");
        }

        if (TooMany(people) is { } refusal)
        {
            return refusal;
        }

        return campaign.Status is CampaignStatuses.Completed or CampaignStatuses.Cancelled
            ? Problems.Conflict("campaign_over", "This campaign is over; make a new one.")
            : TypedResults.Ok(await Add(people, campaign, audience, ct));
    }

    private static async Task<IResult> Start(Guid id, ClaimsPrincipal caller, CampaignDesk desk, CallPlatformDbContext db, CancellationToken ct) =>
        await Moved(await desk.StartAsync(id, caller.UserId(), ct), id, db, ct);

    private static async Task<IResult> Pause(Guid id, ClaimsPrincipal caller, CampaignDesk desk, CallPlatformDbContext db, CancellationToken ct) =>
        await Moved(await desk.PauseAsync(id, caller.UserId(), ct), id, db, ct);

    private static async Task<IResult> Resume(Guid id, ClaimsPrincipal caller, CampaignDesk desk, CallPlatformDbContext db, CancellationToken ct, ResumeRequest? request = null) =>
        await Moved(await desk.ResumeAsync(id, caller.UserId(), request?.Reason, ct), id, db, ct);

    private static async Task<IResult> Cancel(Guid id, ClaimsPrincipal caller, CampaignDesk desk, CallPlatformDbContext db, CancellationToken ct) =>
        await Moved(await desk.CancelAsync(id, caller.UserId(), ct), id, db, ct);

    private static async Task<Results<Ok<CampaignProgress>, ProblemHttpResult>> GetProgress(Guid id, CampaignProgressQuery progress, CancellationToken ct) =>
        await progress.RunAsync(id, ct) is { } found ? TypedResults.Ok(found) : Problems.NotFound("campaign");

    private static async Task<Results<Ok<RehearsalResponse>, ProblemHttpResult>> Rehearse(Guid id, Rehearsal rehearsal, CancellationToken ct) =>
        await rehearsal.RunAsync(id, ct) is { } played ? TypedResults.Ok(played) : Problems.NotFound("campaign");

    private static async Task<IResult> Moved(CampaignMove move, Guid id, CallPlatformDbContext db, CancellationToken ct) => move switch
    {
        CampaignMove.NotFound => Problems.NotFound("campaign"),
        CampaignMove.Empty => Problems.Conflict("campaign_empty", "Nobody is in this campaign yet. Add people first."),
        CampaignMove.NeedsReason => Problems.Invalid("reason", "This campaign paused itself. Say why it may go on."),
        CampaignMove.WrongStatus => Problems.Conflict("campaign_status", $"The campaign is {(await Find(db, id, ct))!.Status}, from where this is not possible."),
        _ => TypedResults.Ok(await Shown(db, (await Find(db, id, ct))!, ct)),
    };

    private static Task<Campaign?> Find(CallPlatformDbContext db, Guid id, CancellationToken ct) => db.Campaigns.FirstOrDefaultAsync(c => c.Id == id, ct);

    private static async Task<IResult?> Refusal(CampaignRequest request, CallPlatformDbContext db, VoiceProviders providers, CancellationToken ct)
    {
        if (request.Provider is { } provider && !providers.Names.Contains(provider))
        {
            return Problems.Invalid("provider", $"Known providers: {string.Join(", ", providers.Names)}.");
        }

        if (request.ScriptId is { } script && !await db.Scripts.AnyAsync(s => s.Id == script && s.DeletedAt == null, ct))
        {
            return Problems.NotFound("script");
        }

        if (request.Breakers is { } b && (b.WindowMinutes is < 5 or > 1440 || b.MinCalls is < 1 or > 10_000
            || b.MaxFailureRate is < 0 or > 1 || b.MaxOptOutRate is < 0 or > 1 || b.MaxSilentRate is < 0 or > 1 || b.MaxCostPerAnswered is < 0))
        {
            return Problems.Invalid("breakers", "The window is 5 to 1440 minutes, min_calls 1 to 10000, rates 0 to 1, cost from 0.");
        }

        return request.Schedule is { } schedule && ScheduleReader.Read(schedule) is { Errors: { Count: > 0 } errors }
            ? TypedResults.ValidationProblem(errors.ToDictionary(e => $"schedule.{e.Key}", e => e.Value))
            : TooMany(request.People);
    }

    private static ProblemHttpResult? TooMany(CampaignPeople? people) => people is { ContactIds.Length: > 10_000 } or { ServiceRecordIds.Length: > 10_000 }
        ? Problems.Invalid("people", "At most 10000 ids at a time; add the rest with another request, or import a file.")
        : null;

    private static void Write(Campaign campaign, CampaignRequest request, ProviderDefaults defaults, DateTimeOffset now)
    {
        campaign.Name = request.Name.Trim();
        campaign.Description = request.Description;
        campaign.Provider = request.Provider ?? defaults.Provider;
        campaign.AgentRef = request.AssistantId;
        campaign.FromRef = request.PhoneNumberId;
        campaign.ScriptId = request.ScriptId;
        campaign.Priority = request.Priority;
        campaign.Breakers = JsonSerializer.Serialize(request.Breakers ?? new BreakerLimits(), ContractsJson.Default.BreakerLimits);
        campaign.UpdatedAt = now;
    }

    private static Task StoreSchedule(CampaignRequest request, Campaign campaign, ClaimsPrincipal caller, ScheduleDesk schedules, CancellationToken ct) =>
        request.Schedule is { } schedule
            ? schedules.PutAsync(campaign.OrganizationId, campaign.Id, null, schedule, caller.UserId(), ct)
            : schedules.RemoveAsync(campaign.OrganizationId, campaign.Id, ct);

    private static async Task<PeopleAdded> Add(CampaignPeople? people, Campaign campaign, CampaignAudience audience, CancellationToken ct)
    {
        int added = 0, seen = 0;
        async Task Take(Task<(int Added, int Seen)> adding)
        {
            var (more, all) = await adding;
            (added, seen) = (added + more, seen + all);
        }

        if (people is { AllContacts: true } or { ContactIds.Length: > 0 })
        {
            await Take(audience.AddContactsAsync(campaign, people.AllContacts ? null : people.ContactIds, ct));
        }

        if (people is { ServiceRecordIds.Length: > 0 })
        {
            await Take(audience.AddRecordsAsync(campaign, people.ServiceRecordIds, null, ct));
        }

        if (people is { ServiceType.Length: > 0 })
        {
            await Take(audience.AddRecordsAsync(campaign, null, people.ServiceType, ct));
        }

        return new PeopleAdded(added, seen - added);
    }

    internal static async Task<CampaignResponse> Shown(CallPlatformDbContext db, Campaign campaign, CancellationToken ct) =>
        ResponseOf(campaign, await db.Schedules.AnyAsync(s => s.CampaignId == campaign.Id, ct));

    private static CampaignResponse ResponseOf(Campaign c, bool hasOwnSchedule) => new(
        c.Id, c.Name, c.Description, c.Status, c.IsDemo, c.Provider, c.AgentRef, c.FromRef, c.ScriptId, c.Priority, CampaignDesk.LimitsOf(c), hasOwnSchedule,
        c.PausedReason, JsonText.Element(c.PausedDetail), c.CreatedAt, c.StartedAt, c.EndedAt);
}
