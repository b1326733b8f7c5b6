using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What was promised in calls, and must be done.</summary>
internal static class TasksEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes.MapGroup("/api/v1/tasks").WithTags("Tasks").RequireAuthorization(Permissions.Read);

        tasks.MapGet("/", List);
        tasks.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditContacts);
    }

    private static async Task<Results<Ok<Listing<TaskResponse>>, ProblemHttpResult>> List(
        ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct, string? status = null, bool mine = false,
        bool overdue = false, Guid? lead_id = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (status is not (null or "" or "open" or "done" or "dismissed"))
        {
            return Problems.Invalid("status", "It must be open, done or dismissed.");
        }

        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var now = clock.GetUtcNow();
        var me = caller.UserId();
        var rows = db.FollowUps.Where(t => (string.IsNullOrEmpty(status) || t.Status == status) && (!mine || t.AssignedUserId == me)
            && (!overdue || (t.Status == "open" && t.DueAt < now)) && (lead_id == null || t.LeadId == lead_id));
        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(t => t.CreatedAt < last.At || (t.CreatedAt == last.At && t.Id < last.Id));
        }

        var page = await rows.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(limit).Select(InboundResponses.Task).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<TaskResponse>(
            await NamedAsync(db, page, ct), total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<TaskResponse>>, ProblemHttpResult>> Change(
        Guid id, TaskPatch patch, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (patch.Status is { IsSet: true, Value: not ("open" or "done" or "dismissed") })
        {
            return Problems.Invalid("status", "It must be open, done or dismissed.");
        }

        if (patch.AssignedUserId is { IsSet: true, Value: { } user } && !await db.Users.AnyAsync(u => u.Id == user && u.IsActive, ct))
        {
            return Problems.Invalid("assigned_user_id", "There is no such user.");
        }

        if (await db.FollowUps.AsTracking().FirstOrDefaultAsync(t => t.Id == id, ct) is not { } task)
        {
            return Problems.NotFound("task");
        }

        var now = clock.GetUtcNow();
        if (patch.Status.IsSet && patch.Status.Value != task.Status)
        {
            task.Status = patch.Status.Value!;
            task.CompletedAt = task.Status == "open" ? null : now;
            task.CompletedBy = task.Status == "open" ? null : caller.UserId();
        }

        task.AssignedUserId = patch.AssignedUserId.Or(task.AssignedUserId);
        task.DueAt = patch.DueAt.IsSet ? patch.DueAt.Value?.ToUniversalTime() : task.DueAt;
        task.Note = patch.Note.Or(task.Note);
        task.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Envelope<TaskResponse>(true, InboundResponses.Task.Compile()(task)));
    }

    private static async Task<List<TaskResponse>> NamedAsync(CallPlatformDbContext db, List<TaskResponse> tasks, CancellationToken ct)
    {
        var leadIds = tasks.Select(t => t.LeadId).OfType<Guid>().Distinct().ToArray();
        var contactIds = tasks.Select(t => t.ContactId).OfType<Guid>().Distinct().ToArray();
        var leads = await db.Leads.Where(l => leadIds.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.FullName, ct);
        var contacts = await db.Contacts.Where(c => contactIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, ct);
        return tasks.ConvertAll(t => t with
        {
            PersonName = (t.ContactId is { } contact ? contacts.GetValueOrDefault(contact) : null) ?? (t.LeadId is { } lead ? leads.GetValueOrDefault(lead) : null),
        });
    }
}
