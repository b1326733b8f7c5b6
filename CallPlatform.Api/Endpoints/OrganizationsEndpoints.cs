using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>The caller's own organisation; nobody reaches another.</summary>
internal static class OrganizationsEndpoints
{
    public static void MapOrganizations(this IEndpointRouteBuilder routes)
    {
        var organizations = routes.MapGroup("/api/v1/organizations").WithTags("Organizations").RequireAuthorization(Permissions.Read);

        organizations.MapGet("/me", Get);
        organizations.MapPut("/me", Replace).RequireAuthorization(Permissions.Own);
    }

    private static async Task<Ok<OrganizationResponse>> Get(CurrentOrganization current, CallPlatformDbContext db, CancellationToken ct) =>
        TypedResults.Ok(ResponseOf(await db.Organizations.FirstAsync(o => o.Id == current.Id, ct)));

    private static async Task<Results<Ok<OrganizationResponse>, ProblemHttpResult>> Replace(
        OrganizationRequest request, CurrentOrganization current, CallPlatformDbContext db, SessionStandings standings, OrganizationSettingsReader settings,
        HttpContext http, CancellationToken ct)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out var zone) || !zone.HasIanaId)
        {
            return Problems.Invalid("time_zone", "There is no such time zone. Write its IANA name, as in Asia/Kolkata.");
        }

        if (request.DefaultCountry is { } country && !Regions.IsCountry(country))
        {
            return Problems.Invalid("default_country", "There is no such country. Write its two letters, as in IN.");
        }

        if (!Regions.IsCurrency(request.Currency))
        {
            return Problems.Invalid("currency", "There is no such currency. Write its three letters, as in INR.");
        }

        var organization = await db.Organizations.AsTracking().FirstAsync(o => o.Id == current.Id, ct);
        organization.Name = request.Name.Trim();
        organization.Location = request.Location;
        organization.TimeZone = request.TimeZone;
        organization.DefaultCountry = request.DefaultCountry;
        organization.Currency = request.Currency;
        organization.MaxActiveCalls = request.MaxActiveCalls;
        http.NoteChanges(db.Entry(organization).Properties.Where(p => p.IsModified).Select(p => p.Metadata.GetColumnName()));
        await db.SaveChangesAsync(ct);
        await standings.ChangedAsync();
        await settings.ChangedAsync();
        return TypedResults.Ok(ResponseOf(organization));
    }

    private static OrganizationResponse ResponseOf(Organization o) =>
        new(o.Id, o.Name, o.Location, o.TimeZone, o.DefaultCountry, o.Currency, o.MaxActiveCalls, o.CreatedAt);
}
