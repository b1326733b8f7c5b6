using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>Somebody who calls or writes: what is known of them before it is known who they are.</summary>
/// <param name="OrganizationId">Whose customer.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Name">As told; null when nobody said.</param>
/// <param name="City">As told.</param>
/// <param name="Source">Where the enquiry came from.</param>
/// <param name="Attribution">A JSON object for marketing reports.</param>
/// <param name="AssignedUserId">Whose lead it becomes when it is new.</param>
/// <param name="At">When they called or wrote.</param>
public sealed record Enquirer(
    Guid OrganizationId, string Phone, string? Name, string? City, string? Source, string Attribution, Guid? AssignedUserId, DateTimeOffset At);

/// <summary>
/// Finds or makes the contact card and the open lead of a phone number, and moves leads from status to status with their history.
/// Works inside the caller's transaction; numbers are locked, so that two events of one person at once make one card and one lead.
/// </summary>
public sealed class LeadDesk(CallPlatformDbContext db, TallyBook tallies, TimeProvider clock)
{
    /// <summary>Takes transaction locks on names, in an order of their own, so that two callers cannot deadlock.</summary>
    public Task LockAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var wanted = names.Distinct().ToArray();

        // A statement of its own: what follows must see what was committed while it waited.
        return wanted.Length == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"select count(pg_advisory_xact_lock(key)) from (select distinct hashtextextended(name, 4) as key from unnest({wanted}) as name order by 1) as keys", ct);
    }

    /// <summary>The lock's name for a person of an organisation.</summary>
    public static string LockName(Guid organizationId, string phone) => $"person:{organizationId:N}:{phone}";

    /// <summary>Cards and open leads of all these people; two round trips and the locks, however many they are.</summary>
    public async Task<Dictionary<(Guid Organization, string Phone), (Contact Contact, Lead Lead)>> FindOrMakeAsync(
        IReadOnlyList<Enquirer> enquirers, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(enquirers);
        var found = new Dictionary<(Guid, string), (Contact, Lead)>();
        if (enquirers.Count == 0)
        {
            return found;
        }

        await LockAsync(enquirers.Select(e => LockName(e.OrganizationId, e.Phone)), ct);
        var phones = enquirers.Select(e => e.Phone).Distinct().ToArray();
        var organizations = enquirers.Select(e => e.OrganizationId).Distinct().ToArray();
        var contacts = await db.Contacts.AsTracking()
            .Where(c => organizations.Contains(c.OrganizationId) && phones.Contains(c.Phone) && c.DeletedAt == null)
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).ToListAsync(ct);
        var ids = contacts.Select(c => c.Id).ToArray();
        var leads = await db.Leads.AsTracking()
            .Where(l => l.ContactId != null && ids.Contains(l.ContactId.Value) && !LeadStatuses.Closed.Contains(l.Status))
            .OrderBy(l => l.CreatedAt).ThenBy(l => l.Id).ToListAsync(ct);
        foreach (var person in enquirers.GroupBy(e => (e.OrganizationId, e.Phone)))
        {
            var first = person.OrderBy(e => e.At).First();
            var contact = contacts.FirstOrDefault(c => c.OrganizationId == first.OrganizationId && c.Phone == first.Phone) ?? MakeContact(first);
            var lead = leads.FirstOrDefault(l => l.ContactId == contact.Id) ?? MakeLead(first, contact);
            foreach (var enquirer in person)
            {
                Learn(contact, lead, enquirer);
            }

            found[person.Key] = (contact, lead);
        }

        return found;
    }

    /// <summary>
    /// Moves the lead to <paramref name="status"/> unless something later decided already. False when nothing changed.
    /// </summary>
    public bool Move(Lead lead, string status, string source, DateTimeOffset at, Guid? callId = null, Guid? changedBy = null, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(lead);
        if (at < lead.StatusAsOf)
        {
            return false;
        }

        lead.StatusAsOf = at;
        if (lead.Status == status)
        {
            return false;
        }

        Remember(lead, lead.Status, status, source, at, callId, changedBy, note);
        lead.Status = status;
        lead.UpdatedAt = clock.GetUtcNow();
        return true;
    }

    /// <summary>The first line of a new lead's history.</summary>
    public void Begin(Lead lead, string source, Guid? changedBy = null)
    {
        ArgumentNullException.ThrowIfNull(lead);
        Remember(lead, null, lead.Status, source, lead.StatusAsOf, null, changedBy, null);
    }

    private Contact MakeContact(Enquirer enquirer)
    {
        var now = clock.GetUtcNow();
        var contact = new Contact
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = enquirer.OrganizationId,
            Name = enquirer.Name ?? enquirer.Phone,
            Phone = enquirer.Phone,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Contacts.Add(contact);
        tallies.AddContacts(contact.OrganizationId, 1);
        return contact;
    }

    private Lead MakeLead(Enquirer enquirer, Contact contact)
    {
        var now = clock.GetUtcNow();
        var lead = new Lead
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = enquirer.OrganizationId,
            ContactId = contact.Id,
            FullName = enquirer.Name ?? contact.Name,
            PhoneNumber = contact.Phone,
            Email = contact.Email,
            City = enquirer.City,
            Source = enquirer.Source,
            Attribution = enquirer.Attribution,
            AssignedUserId = enquirer.AssignedUserId,
            StatusAsOf = enquirer.At,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Leads.Add(lead);
        Begin(lead, "call");
        return lead;
    }

    // A name told later replaces the number that stood in for it, never a name that somebody wrote.
    private static void Learn(Contact contact, Lead lead, Enquirer enquirer)
    {
        if (enquirer.Name is { } name)
        {
            contact.Name = contact.Name == contact.Phone ? name : contact.Name;
            lead.FullName = lead.FullName == lead.PhoneNumber ? name : lead.FullName;
        }

        lead.City ??= enquirer.City;
        lead.Source ??= enquirer.Source;
        if (lead.Attribution == "{}")
        {
            lead.Attribution = enquirer.Attribution;
        }
    }

    private void Remember(
        Lead lead, string? from, string to, string source, DateTimeOffset at, Guid? callId, Guid? changedBy, string? note)
    {
        var now = clock.GetUtcNow();
        db.LeadStatusHistory.Add(new LeadStatusChange
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = lead.OrganizationId,
            LeadId = lead.Id,
            FromStatus = from,
            ToStatus = to,
            Source = source,
            CallId = callId,
            ChangedBy = changedBy,
            Note = note,
            At = at,
            CreatedAt = now,
        });
    }
}
