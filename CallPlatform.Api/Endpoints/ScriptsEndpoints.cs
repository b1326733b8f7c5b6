using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Scripts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

internal static class ScriptsEndpoints
{
    private const int MostListed = 1000;

    public static void MapScripts(this IEndpointRouteBuilder routes)
    {
        var scripts = routes.MapGroup("/api/scripts").WithTags("Scripts").RequireAuthorization(Permissions.Read);

        scripts.MapGet("/", List);
        scripts.MapPost("/", Create).RequireAuthorization(Permissions.EditScripts);
        scripts.MapGet("/{id:guid}", Get);
        scripts.MapPut("/{id:guid}", Replace).RequireAuthorization(Permissions.EditScripts);
        scripts.MapPatch("/{id:guid}", Change).RequireAuthorization(Permissions.EditScripts);
        scripts.MapDelete("/{id:guid}", Delete).RequireAuthorization(Permissions.EditScripts);
    }

    internal static ScriptResponse ResponseOf(Script script) => new(
        script.Id, script.Name, script.Description, script.CustomPrompt, script.FirstMessage,
        JsonText.Elements(script.CallGoals), script.CreatedAt, script.UpdatedAt);

    private static async Task<Ok<IReadOnlyList<ScriptResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var scripts = await db.Scripts.Where(s => s.DeletedAt == null)
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id).Take(MostListed).ToListAsync(ct);
        return TypedResults.Ok<IReadOnlyList<ScriptResponse>>([.. scripts.Select(ResponseOf)]);
    }

    private static async Task<Results<Ok<ScriptResponse>, ProblemHttpResult>> Get(Guid id, CallPlatformDbContext db, CancellationToken ct) =>
        await Find(db, id, ct) is { } script ? TypedResults.Ok(ResponseOf(script)) : Problems.NotFound("script");

    private static async Task<Created<ScriptResponse>> Create(
        ScriptRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var script = new Script
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Name = "", CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Write(script, request, now);
        db.Scripts.Add(script);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/api/scripts/{script.Id}", ResponseOf(script));
    }

    private static async Task<Results<Ok<ScriptResponse>, ProblemHttpResult>> Replace(
        Guid id, ScriptRequest request, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } script)
        {
            return Problems.NotFound("script");
        }

        Write(script, request, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ResponseOf(script));
    }

    private static async Task<Results<Ok<ScriptResponse>, ValidationProblem, ProblemHttpResult>> Change(
        Guid id, ScriptPatch patch, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } script)
        {
            return Problems.NotFound("script");
        }

        var whole = new ScriptRequest(
            patch.Name.Or(script.Name)!, patch.Description.Or(script.Description), patch.CustomPrompt.Or(script.CustomPrompt),
            patch.FirstMessage.Or(script.FirstMessage), patch.CallGoals.Or(JsonText.Elements(script.CallGoals)));
        if (Validation.Errors(whole) is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        Write(script, whole, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ResponseOf(script));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(
        Guid id, CallPlatformDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(db, id, ct) is not { } script)
        {
            return Problems.NotFound("script");
        }

        script.DeletedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new SuccessResponse(true));
    }

    private static Task<Script?> Find(CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        db.Scripts.AsTracking().FirstOrDefaultAsync(s => s.Id == id && s.DeletedAt == null, ct);

    private static void Write(Script script, ScriptRequest request, DateTimeOffset now)
    {
        script.Name = request.Name.Trim();
        script.Description = request.Description;
        script.CustomPrompt = request.CustomPrompt;
        script.FirstMessage = request.FirstMessage;
        script.CallGoals = JsonText.Text(request.CallGoals);
        script.UpdatedAt = now;
    }
}
