using System.ComponentModel.DataAnnotations;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>People, with all that is known of them.</summary>
internal static class ContactCardsEndpoints
{
    /// <summary>A card shows the latest of each; the lists have the rest.</summary>
    private const int MostShown = 100;

    public static void MapContactCards(this IEndpointRouteBuilder routes)
    {
        var cards = routes.MapGroup("/api/v1/contact-cards").WithTags("Contact cards").RequireAuthorization(Permissions.Read);

        cards.MapGet("/", List);
        cards.MapGet("/{id:guid}", Get);
    }

    private static async Task<Results<Ok<Listing<ContactCard>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, [StringLength(200)] string? search = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var contacts = db.Contacts.Where(c => c.DeletedAt == null).Matching(search);
        var total = await contacts.LongCountAsync(ct);
        if (after is { } last)
        {
            contacts = contacts.Where(c => c.CreatedAt < last.At || (c.CreatedAt == last.At && c.Id < last.Id));
        }

        var page = await contacts.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<ContactCard>(
            [.. page.Select(InboundResponses.Of)], total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<ContactCardDetail>>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct)
    {
        if (await db.Contacts.FirstOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct) is not { } contact)
        {
            return Problems.NotFound("contact");
        }

        var leads = await db.Leads.Where(l => l.ContactId == id).OrderByDescending(l => l.CreatedAt).Take(MostShown).ToListAsync(ct);
        var calls = await InboundResponses.CallsAsync(
            db, db.Calls.Where(c => c.ContactId == id).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(MostShown), ct);
        var leadIds = leads.ConvertAll(l => l.Id);
        var appointments = await db.Appointments.Where(a => leadIds.Contains(a.LeadId)).OrderByDescending(a => a.ScheduledStart).Take(MostShown)
            .Select(InboundResponses.Appointment).ToListAsync(ct);
        var tasks = await db.FollowUps.Where(t => t.LeadId != null && leadIds.Contains(t.LeadId.Value)).OrderByDescending(t => t.CreatedAt).Take(MostShown)
            .Select(InboundResponses.Task).ToListAsync(ct);
        var messages = await db.Messages.Where(m => m.PhoneNumber == contact.Phone).OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(MostShown)
            .Select(InboundResponses.Message).ToListAsync(ct);
        var appointmentIds = appointments.ConvertAll(a => a.Id);
        var visits = await db.RecordingSessions.Where(s => appointmentIds.Contains(s.AppointmentId)).OrderByDescending(s => s.StartedAt).Take(MostShown).ToListAsync(ct);
        return TypedResults.Ok(new Envelope<ContactCardDetail>(true, new ContactCardDetail(
            contact.Id, contact.Name, contact.Phone, contact.Email, JsonText.Element(contact.Metadata)!.Value, contact.CreatedAt, contact.UpdatedAt,
            [.. leads.Select(InboundResponses.Of)], calls, appointments, tasks)
        {
            Messages = messages,
            Visits = await SessionResponses.OfAsync(db, visits, ct),
        }));
    }
}
