using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

internal static class ContactsEndpoints
{
    /// <summary>The source's list is a bare array without pages; beyond this many, clients use search and cursor.</summary>
    private const int MostListed = 1000;

    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var contacts = routes.MapGroup("/api/contacts").WithTags("Contacts").RequireAuthorization(Permissions.Read);

        contacts.MapGet("/", List);
        contacts.MapPost("/", Create).RequireAuthorization(Permissions.EditContacts);
        contacts.MapGet("/{id:guid}", Get);
        contacts.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.EditContacts);
        contacts.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditContacts);
        contacts.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.EditContacts);
    }

    // The body stays a bare array for the source's clients; what a page needs besides is in the headers.
    private static async Task<Results<Ok<IReadOnlyList<ContactResponse>>, ProblemHttpResult>> List(
        HttpContext http, CallPlatformDbContext db, CancellationToken ct, [StringLength(200)] string? search = null,
        [Range(1, MostListed)] int limit = MostListed, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var all = db.Contacts.Where(c => c.DeletedAt == null).Matching(search);
        var total = await all.LongCountAsync(ct);
        var rest = after is { } last ? all.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id < last.Id)) : all;
        var contacts = await rest.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit + 1).ToListAsync(ct);
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        if (contacts.Count > limit)
        {
            contacts.RemoveAt(limit);
            var next = QueryString.Create(http.Request.Query.Where(q => q.Key != "cursor"))
                .Add("cursor", new PageCursor(contacts[^1].CreatedAt, contacts[^1].Id).ToString());
            http.Response.Headers.Link = $"<{http.Request.Path}{next}>; rel=\"next\"";
        }

        return TypedResults.Ok<IReadOnlyList<ContactResponse>>([.. contacts.Select(ResponseOf)]);
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await Find(db, id, ct) is { } contact ? TypedResults.Ok(ResponseOf(contact)) : Problems.NotFound("contact");

    private static async Task<Results<Created<ContactResponse>, ProblemHttpResult>> Create(
        ContactRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, OrganizationSettingsReader settings, TallyBook tallies, TimeProvider clock, CancellationToken ct)
    {
        if (PhoneNumberReader.Normalize(request.Phone, (await settings.ReadAsync(ct)).DefaultCountry) is not { } phone)
        {
            return NoPhone();
        }

        var now = clock.GetUtcNow();
        var contact = new Contact
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = caller.OrganizationId(),
            Name = request.Name.Trim(),
            Phone = phone,
            Email = Empty(request.Email),
            Metadata = ObjectText(request.Metadata),
            CreatedBy = caller.UserId(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Contacts.Add(contact);
        await db.SaveChangesAsync(ct);
        tallies.AddContacts(contact.OrganizationId, 1);
        await tallies.WriteAsync(db, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created($"/api/contacts/{contact.Id}", ResponseOf(contact));
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Replace(
        Guid id, ContactRequest request, CallPlatformDbContext db, OrganizationSettingsReader settings, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } contact)
        {
            return Problems.NotFound("contact");
        }

        if (PhoneNumberReader.Normalize(request.Phone, (await settings.ReadAsync(ct)).DefaultCountry) is not { } phone)
        {
            return NoPhone();
        }

        contact.Name = request.Name.Trim();
        contact.Phone = phone;
        contact.Email = Empty(request.Email);
        contact.Metadata = ObjectText(request.Metadata);
        contact.UpdatedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ResponseOf(contact));
    }

    private static async Task<Results<Ok<ContactResponse>, ValidationProblem, ProblemHttpResult>> Change(
        Guid id, ContactPatch patch, CallPlatformDbContext db, OrganizationSettingsReader settings, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } contact)
        {
            return Problems.NotFound("contact");
        }

        var whole = new ContactRequest(
            patch.Name.Or(contact.Name)!, patch.Phone.Or(contact.Phone)!, patch.Email.Or(contact.Email),
            patch.Metadata.Or(JsonText.Element(contact.Metadata)));
        if (Validation.Errors(whole) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return (await Replace(id, whole, db, settings, clock, ct)).Result switch
        {
            Ok<ContactResponse> ok => ok,
            ProblemHttpResult problem => problem,
            _ => throw new InvalidOperationException(),
        };
    }

    private static async Task<Results<Ok<MessageResponse>, ProblemHttpResult>> Delete(
        Guid id, CallPlatformDbContext db, TallyBook tallies, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Find(db, id, ct) is not { } contact)
        {
            return Problems.NotFound("contact");
        }

        contact.DeletedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        tallies.AddContacts(contact.OrganizationId, -1);
        await tallies.WriteAsync(db, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new MessageResponse("Contact deleted successfully."));
    }

    private static Task<Contact?> Find(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        db.Contacts.AsTracking().FirstOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct);

    private static ProblemHttpResult NoPhone() =>
        Problems.Invalid("phone", "This is no phone number that can be dialled. Write it with its country code, as in +14155550123.");

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string ObjectText(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } value ? value.GetRawText() : "{}";

    private static ContactResponse ResponseOf(Contact contact) => new(
        contact.Id, contact.Name, contact.Phone, contact.Email, JsonText.Element(contact.Metadata)!.Value, contact.CreatedAt, contact.UpdatedAt);
}
