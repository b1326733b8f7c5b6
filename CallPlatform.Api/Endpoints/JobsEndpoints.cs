using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Background jobs that gave up, with the reason, to be run again or put away.</summary>
internal static class JobsEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Permissions.Manage);

        jobs.MapGet("/", List);
        jobs.MapPost("/{id:guid}/retry", Retry);
        jobs.MapDelete("/{id:guid}", Discard);
    }

    private static async Task<Results<Ok<Listing<BackgroundJobResponse>>, ProblemHttpResult>> List(
        ClaimsPrincipal caller, DeadJobs dead, CancellationToken ct, string status = "dead", [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (status != "dead")
        {
            return Problems.Invalid("status", "Only dead jobs are listed: the others are at work.");
        }

        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        var rows = dead.Of(caller.OrganizationId());
        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(j => j.CreatedAt < last.At || (j.CreatedAt == last.At && j.Id < last.Id));
        }

        var page = await rows.OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id).Take(limit)
            .Select(j => new BackgroundJobResponse(j.Id, j.Kind, j.Attempts, j.LastError, j.CreatedAt, j.DueAt)).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<BackgroundJobResponse>(
            page, total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Retry(Guid id, ClaimsPrincipal caller, DeadJobs dead, CancellationToken ct) =>
        await dead.RetryAsync(caller.OrganizationId(), id, ct) switch
        {
            RetryOutcome.Done => TypedResults.Ok(new SuccessResponse(true)),
            RetryOutcome.NotFound => Problems.NotFound("dead job"),
            _ => Problems.Conflict("already_open", "The same work is waiting or running already. Put this one away."),
        };

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Discard(Guid id, ClaimsPrincipal caller, DeadJobs dead, CancellationToken ct) =>
        await dead.DiscardAsync(caller.OrganizationId(), id, ct) ? TypedResults.Ok(new SuccessResponse(true)) : Problems.NotFound("dead job");
}
