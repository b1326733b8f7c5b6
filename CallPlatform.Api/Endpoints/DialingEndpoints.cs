using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Why is this person called, or not? The rule asked directly, and its ledger.</summary>
internal static class DialingEndpoints
{
    private const int MostShown = 500;

    public static void MapDialing(this IEndpointRouteBuilder routes)
    {
        var dialing = routes.MapGroup("/api/v1").WithTags("Dialing").RequireAuthorization(Permissions.Read);

        dialing.MapPost("/dialing/explain", Explain).ChangesNothing();
        dialing.MapGet("/dialing/hours", GetHours);
        dialing.MapGet("/calls/{id:guid}/decisions", ListOfCall);
        dialing.MapGet("/contacts/{id:guid}/decisions", ListOfContact);
    }

    private static async Task<Results<Ok<ExplainResponse>, ProblemHttpResult>> Explain(
        ExplainRequest request, ClaimsPrincipal caller, Explanation explanation, CallPlatformDbContext db, CancellationToken ct)
    {
        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        if (PhoneNumberReader.Normalize(request.Phone, country) is not { } phone)
        {
            return Problems.Invalid("phone", "This is no phone number that can be dialled. Write it with its country code, as in +14155550123.");
        }

        return request.CampaignId is { } campaign && !await db.Campaigns.AnyAsync(c => c.Id == campaign, ct)
            ? Problems.NotFound("campaign")
            : TypedResults.Ok(await explanation.OfAsync(caller.OrganizationId(), phone, request.CampaignId, request.At?.ToUniversalTime(), ct));
    }

    private static async Task<Results<Ok<CallingHours>, ProblemHttpResult>> GetHours(
        ClaimsPrincipal caller, Explanation explanation, CallPlatformDbContext db, CancellationToken ct, Guid? campaign_id = null) =>
        campaign_id is { } campaign && !await db.Campaigns.AnyAsync(c => c.Id == campaign, ct)
            ? Problems.NotFound("campaign")
            : TypedResults.Ok(await explanation.HoursAsync(caller.OrganizationId(), campaign_id, ct));

    private static async Task<Results<Ok<Listing<DecisionResponse>>, ProblemHttpResult>> ListOfCall(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.Calls.AnyAsync(c => c.Id == id, ct)
            ? TypedResults.Ok(await Listed(db.DialDecisions.Where(d => d.CallId == id).OrderBy(d => d.At).ThenBy(d => d.Id), ct))
            : Problems.NotFound("call");

    private static async Task<Results<Ok<Listing<DecisionResponse>>, ProblemHttpResult>> ListOfContact(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.Contacts.AnyAsync(c => c.Id == id, ct)
            ? TypedResults.Ok(await Listed(db.DialDecisions.Where(d => d.ContactId == id).OrderByDescending(d => d.At).ThenByDescending(d => d.Id), ct))
            : Problems.NotFound("contact");

    private static async Task<Listing<DecisionResponse>> Listed(IQueryable<LedgerEntry> entries, CancellationToken ct)
    {
        var rows = await entries.Take(MostShown)
            .Select(d => new DecisionResponse(d.Id, d.CallId, d.CampaignId, d.Attempt, d.Verdict, d.Reason, d.Until, d.At)).ToListAsync(ct);
        return Listing.Of<DecisionResponse>(rows, rows.Count);
    }
}
