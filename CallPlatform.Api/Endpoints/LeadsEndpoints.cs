using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Enquiries and how far they are.</summary>
internal static class LeadsEndpoints
{
    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        var leads = routes.MapGroup("/api/v1/leads").WithTags("Leads").RequireAuthorization(Permissions.Read);

        leads.MapGet("/", List);
        leads.MapGet("/{id:guid}", Get);
        leads.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditContacts);
    }

    private static async Task<Results<Ok<Listing<LeadResponse>>, ProblemHttpResult>> List(
        CallPlatformDbContext db, CancellationToken ct, string? status = null, [Range(1, 200)] int limit = 50, string? cursor = null,
        [StringLength(200)] string? search = null, Guid? project_id = null, Guid? assigned_to = null, bool not_called = false)
    {
        var leads = db.Leads.Where(l => (project_id == null || l.ProjectId == project_id) && (assigned_to == null || l.AssignedUserId == assigned_to)).Matching(search);
        if (not_called)
        {
            leads = leads.Where(l => db.AiCallLogs.Any(log => log.LeadId == l.Id && log.Status == AiCallStatuses.Skipped));
        }

        if (!string.IsNullOrWhiteSpace(status))
        {
            var wanted = status.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (wanted.Except(LeadStatuses.All).FirstOrDefault() is { } unknown)
            {
                return Problems.Invalid("status", $"There is no status {unknown}. They are {string.Join(", ", LeadStatuses.All)}.");
            }

            leads = leads.Where(l => wanted.Contains(l.Status));
        }

        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var total = await leads.LongCountAsync(ct);
        if (after is { } last)
        {
            leads = leads.Where(l => l.CreatedAt < last.At || (l.CreatedAt == last.At && l.Id < last.Id));
        }

        var page = await leads.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<LeadResponse>(
            await LeadCallStates.WithAsync(db, page, ct), total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<LeadDetail>>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await DetailAsync(db, id, ct) is { } detail ? TypedResults.Ok(new Envelope<LeadDetail>(true, detail)) : Problems.NotFound("lead");

    private static async Task<Results<Ok<Envelope<LeadDetail>>, ProblemHttpResult>> Change(
        Guid id, LeadPatch patch, ClaimsPrincipal caller, LeadDesk desk, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (patch.Status.IsSet && (patch.Status.Value is null || !LeadStatuses.All.Contains(patch.Status.Value)))
        {
            return Problems.Invalid("status", $"They are {string.Join(", ", LeadStatuses.All)}.");
        }

        if (patch.FullName.IsSet && string.IsNullOrWhiteSpace(patch.FullName.Value))
        {
            return Problems.Invalid("full_name", "A lead has a name.");
        }

        if (patch.AssignedUserId is { IsSet: true, Value: { } user } && !await db.Users.AnyAsync(u => u.Id == user && u.IsActive, ct))
        {
            return Problems.Invalid("assigned_user_id", "There is no such user.");
        }

        if (patch.ProjectId is { IsSet: true, Value: { } project } && !await db.Projects.AnyAsync(p => p.Id == project && p.DeletedAt == null, ct))
        {
            return Problems.Invalid("project_id", "There is no such project.");
        }

        var country = await db.Organizations.Select(o => o.DefaultCountry).FirstOrDefaultAsync(ct);
        var phone = patch.PhoneNumber.IsSet ? PhoneNumberReader.Normalize(patch.PhoneNumber.Value ?? "", country) : null;
        if (patch.PhoneNumber.IsSet && phone is null)
        {
            return Problems.Invalid("phone_number", "This is no phone number that can be dialled. Write it with its country code, as in +919876543210.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select 1 from leads where id = {id} for update", ct);
        if (await db.Leads.AsTracking().FirstOrDefaultAsync(l => l.Id == id, ct) is not { } lead)
        {
            return Problems.NotFound("lead");
        }

        if (phone is not null && lead.ContactId is not null && phone != lead.PhoneNumber)
        {
            return Problems.Conflict("has_contact", "The lead belongs to a contact: correct the number there.");
        }

        lead.PhoneNumber = phone ?? lead.PhoneNumber;
        lead.ProjectId = patch.ProjectId.Or(lead.ProjectId);
        lead.FullName = patch.FullName.Or(lead.FullName)!.Trim();
        lead.Email = patch.Email.Or(lead.Email);
        lead.City = patch.City.Or(lead.City);
        lead.Budget = patch.Budget.Or(lead.Budget);
        lead.AssignedUserId = patch.AssignedUserId.Or(lead.AssignedUserId);
        lead.UpdatedAt = clock.GetUtcNow();
        if (patch.Status.IsSet)
        {
            // A person's word is of now: no analysis of an earlier call changes it any more.
            desk.Move(lead, patch.Status.Value!, "person", clock.GetUtcNow(), changedBy: caller.UserId(), note: patch.Note.Or(null));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new Envelope<LeadDetail>(true, (await DetailAsync(db, id, ct))!));
    }

    private static async Task<LeadDetail?> DetailAsync(CallPlatformDbContext db, Guid id, CancellationToken ct)
    {
        var lead = await db.Leads.FirstOrDefaultAsync(l => l.Id == id, ct);
        return lead is null
            ? null
            : new LeadDetail(
                InboundResponses.Of(lead),
                await db.LeadStatusHistory.Where(h => h.LeadId == id).OrderBy(h => h.CreatedAt).ThenBy(h => h.Id)
                    .Select(h => new LeadStatusStep(h.FromStatus, h.ToStatus, h.Source, h.CallId, h.ChangedBy, h.Note, h.At)).ToListAsync(ct));
    }
}
