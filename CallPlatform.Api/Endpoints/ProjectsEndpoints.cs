using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Messages;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What leads are called about, and which forms belong to it.</summary>
internal static class ProjectsEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        var projects = routes.MapGroup("/projects").WithTags("Projects").RequireAuthorization(Permissions.Read);

        projects.MapGet("/", List);
        projects.MapPost("/", Create).RequireAuthorization(Permissions.Manage);
        projects.MapGet("/{id:guid}", Get);
        projects.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.Manage);
        projects.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.Manage);

        var mappings = routes.MapGroup("/form-mappings").WithTags("Form mappings").RequireAuthorization(Permissions.Read);

        mappings.MapGet("/", ListMappings);
        mappings.MapPost("/create-mapping", CreateMapping).RequireAuthorization(Permissions.Manage);
        mappings.MapPost("/{id:guid}/delete-mapping", DeleteMapping).RequireAuthorization(Permissions.Manage);
    }

    private static async Task<Ok<PlainList<ProjectResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var projects = await db.Projects.Where(p => p.DeletedAt == null).OrderBy(p => p.Name).ToListAsync(ct);
        var own = await db.Schedules.Where(s => s.ProjectId != null).Select(s => s.ProjectId!.Value).ToListAsync(ct);
        return TypedResults.Ok(new PlainList<ProjectResponse>([.. projects.Select(p => ResponseOf(p, own.Contains(p.Id)))], projects.Count, null));
    }

    private static async Task<Results<Ok<ProjectResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await Find(db, id, ct) is { } project ? TypedResults.Ok(await Shown(db, project, ct)) : Problems.NotFound("project");

    private static async Task<IResult> Create(
        ProjectRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, ScheduleDesk schedules, TimeProvider clock, CancellationToken ct)
    {
        if (await RefuseAsync(request, null, db, ct) is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var project = new Project
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Name = "", CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Write(project, request, now);
        db.Projects.Add(project);
        await db.SaveChangesAsync(ct);
        await StoreSchedule(request, project, caller, schedules, ct);
        return TypedResults.Created($"/projects/{project.Id}", await Shown(db, project, ct));
    }

    private static async Task<IResult> Replace(
        Guid id, ProjectRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, ScheduleDesk schedules, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } project)
        {
            return Problems.NotFound("project");
        }

        if (await RefuseAsync(request, id, db, ct) is { } problem)
        {
            return problem;
        }

        Write(project, request, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await StoreSchedule(request, project, caller, schedules, ct);
        return TypedResults.Ok(await Shown(db, project, ct));
    }

    // Its logs keep its name; its mappings and agents go with it, and the calls that wait are called off.
    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(
        Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } project)
        {
            return Problems.NotFound("project");
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        project.DeletedAt = now;
        await db.SaveChangesAsync(ct);
        await db.FormMappings.Where(m => m.ProjectId == id).ExecuteDeleteAsync(ct);
        foreach (var agent in await db.AiAgents.AsTracking().Where(a => a.ProjectId == id && a.DeletedAt == null).ToListAsync(ct))
        {
            agent.DeletedAt = now;
            db.Jobs.Add(RetireAgentJob.For(agent, now));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new SuccessResponse(true));
    }

    private static async Task<Ok<PlainList<FormMappingResponse>>> ListMappings(CallPlatformDbContext db, CancellationToken ct)
    {
        var mappings = await (
            from mapping in db.FormMappings
            join project in db.Projects on mapping.ProjectId equals project.Id
            orderby mapping.FormName
            select new FormMappingResponse(mapping.Id, mapping.FormName, mapping.ProjectId, project.Name, mapping.CreatedAt)).ToListAsync(ct);
        return TypedResults.Ok(new PlainList<FormMappingResponse>(mappings, mappings.Count, null));
    }

    private static async Task<Results<Created<FormMappingResponse>, ProblemHttpResult>> CreateMapping(
        FormMappingRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, request.ProjectId!.Value, ct) is not { } project)
        {
            return Problems.NotFound("project");
        }

        var name = request.FormName.Trim();
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL's lower(), as the unique index has it
        if (await db.FormMappings.AnyAsync(m => m.FormName.ToLower() == name.ToLower(), ct))
#pragma warning restore CA1304, CA1311, CA1862
        {
            return Problems.Conflict("already_mapped", $"Form '{name}' is mapped already: delete that mapping first.");
        }

        var now = clock.GetUtcNow();
        var mapping = new FormMapping
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), FormName = name, ProjectId = project.Id, CreatedBy = caller.UserId(), CreatedAt = now,
        };
        db.FormMappings.Add(mapping);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/form-mappings/{mapping.Id}", new FormMappingResponse(mapping.Id, name, project.Id, project.Name, now));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> DeleteMapping(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await db.FormMappings.Where(m => m.Id == id).ExecuteDeleteAsync(ct) > 0
            ? TypedResults.Ok(new SuccessResponse(true))
            : Problems.NotFound("form mapping");

    private static Task<Project?> Find(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        db.Projects.AsTracking().FirstOrDefaultAsync(p => p.Id == id && p.DeletedAt == null, ct);

    private static async Task<IResult?> RefuseAsync(ProjectRequest request, Guid? own, CallPlatformDbContext db, CancellationToken ct)
    {
        if (request.ScriptId is { } script && !await db.Scripts.AnyAsync(s => s.Id == script && s.DeletedAt == null, ct))
        {
            return Problems.NotFound("script");
        }

        if (request.FormKeywords?.Any(k => string.IsNullOrWhiteSpace(k) || k.Length > 100) == true)
        {
            return Problems.Invalid("form_keywords", "Each keyword has 1 to 100 characters.");
        }

        if (request.MessageChannel is not null && string.IsNullOrWhiteSpace(request.MessageTemplate))
        {
            return Problems.Invalid("message_template", "Write the message that is sent, or leave message_channel out.");
        }

        if (MessageText.UnknownIn(request.MessageTemplate ?? "") is [var unknown, ..])
        {
            return Problems.Invalid("message_template", $"There is no variable {{{{{unknown}}}}}. Known: {string.Join(", ", MessageText.Variables)}.");
        }

        if (request.Schedule is { } schedule && ScheduleReader.Read(schedule) is { Errors: { Count: > 0 } errors })
        {
            return TypedResults.ValidationProblem(errors.ToDictionary(e => $"schedule.{e.Key}", e => e.Value));
        }

        var name = request.Name.Trim();
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL's lower(), as the unique index has it
        return await db.Projects.AnyAsync(p => p.DeletedAt == null && p.Id != own && p.Name.ToLower() == name.ToLower(), ct)
#pragma warning restore CA1304, CA1311, CA1862
            ? Problems.Conflict("name_taken", $"There is a project '{name}' already.")
            : null;
    }

    private static void Write(Project project, ProjectRequest request, DateTimeOffset now)
    {
        project.Name = request.Name.Trim();
        project.FormKeywords = [.. (request.FormKeywords ?? []).Select(k => k.Trim())];
        project.ScriptId = request.ScriptId;
        project.FirstMessage = request.FirstMessage;
        project.CustomPrompt = request.CustomPrompt;
        project.CallDelayMinutes = request.CallDelayMinutes;
        project.AllowSecondAgent = request.AllowSecondAgent;
        project.MessageChannel = request.MessageChannel;
        project.MessageTemplate = request.MessageTemplate;
        project.IsActive = request.IsActive;
        project.UpdatedAt = now;
    }

    private static Task StoreSchedule(ProjectRequest request, Project project, ClaimsPrincipal caller, ScheduleDesk schedules, CancellationToken ct) =>
        request.Schedule is { } schedule ? schedules.PutAsync(project.OrganizationId, null, project.Id, schedule, caller.UserId(), ct) : Task.CompletedTask;

    private static async Task<ProjectResponse> Shown(CallPlatformDbContext db, Project project, CancellationToken ct) =>
        ResponseOf(project, await db.Schedules.AnyAsync(s => s.ProjectId == project.Id, ct));

    private static ProjectResponse ResponseOf(Project project, bool hasSchedule) => new(
        project.Id, project.Name, project.FormKeywords, project.ScriptId, project.FirstMessage, project.CustomPrompt, project.CallDelayMinutes,
        project.AllowSecondAgent, project.MessageChannel, project.MessageTemplate, project.IsActive, project.CreatedAt, project.UpdatedAt, hasSchedule);
}
