using System.Globalization;
using System.Security.Claims;
using System.Text;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Privacy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What one person may ask for, and how long things are kept. The audit log tells of each, without the person.</summary>
internal static class PrivacyEndpoints
{
    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var privacy = routes.MapGroup("/api/v1/privacy").WithTags("Privacy").RequireAuthorization(Permissions.Own);

        privacy.MapPost("/export", ExportPerson);
        privacy.MapPost("/erase", ErasePerson);
        privacy.MapGet("/retention", GetRetention);
        privacy.MapPut("/retention", ReplaceRetention);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ExportPerson(
        PersonRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, PersonFile file, CancellationToken ct) =>
        await PhoneAsync(request, db, ct) is { } phone
            ? TypedResults.Text(await file.WriteAsync(caller.OrganizationId(), phone, ct), "application/json", Encoding.UTF8)
            : NoPhone();

    private static async Task<Results<Ok<ErasureResponse>, ProblemHttpResult>> ErasePerson(
        PersonRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, PersonErasure erasure, HttpContext http, CancellationToken ct)
    {
        if (await PhoneAsync(request, db, ct) is not { } phone)
        {
            return NoPhone();
        }

        var gone = await erasure.RunAsync(caller.OrganizationId(), phone, caller.UserId(), ct);
        http.Note("calls", gone.Calls.ToString(CultureInfo.InvariantCulture));
        http.Note("contacts", gone.Contacts.ToString(CultureInfo.InvariantCulture));
        http.Note("leads", gone.Leads.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new ErasureResponse(gone.Contacts, gone.Leads, gone.Calls, gone.Visits, gone.ProviderCalls));
    }

    private static async Task<Ok<RetentionSettings>> GetRetention(CurrentOrganization current, CallPlatformDbContext db, CancellationToken ct) =>
        TypedResults.Ok(SettingsOf(await db.Organizations.FirstAsync(o => o.Id == current.Id, ct)));

    private static async Task<Ok<RetentionSettings>> ReplaceRetention(
        RetentionSettings request, CurrentOrganization current, CallPlatformDbContext db, HttpContext http, CancellationToken ct)
    {
        var organization = await db.Organizations.AsTracking().FirstAsync(o => o.Id == current.Id, ct);
        organization.KeepRecordingsDays = request.RecordingDays;
        organization.KeepTranscriptsDays = request.TranscriptDays;
        organization.KeepWebhooksDays = request.WebhookDays;
        http.NoteChanges(db.Entry(organization).Properties.Where(p => p.IsModified).Select(p => p.Metadata.GetColumnName()));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(SettingsOf(organization));
    }

    private static RetentionSettings SettingsOf(Organization o) => new(o.KeepRecordingsDays, o.KeepTranscriptsDays, o.KeepWebhooksDays);

    private static async Task<string?> PhoneAsync(PersonRequest request, CallPlatformDbContext db, CancellationToken ct) =>
        PhoneNumberReader.Normalize(request.PhoneNumber, await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct));

    private static ProblemHttpResult NoPhone() =>
        Problems.Invalid("phone_number", "This is no phone number. Write it with its country code, as in +14155550123.");
}
