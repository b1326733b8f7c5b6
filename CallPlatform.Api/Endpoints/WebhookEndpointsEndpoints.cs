using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks.Outbound;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Where the organisation is told what happened: signed as Standard Webhooks says, retried for two days.</summary>
internal static class WebhookEndpointsEndpoints
{
    private const int MostEndpoints = 20;
    private static readonly TimeSpan OldSecretCounts = TimeSpan.FromHours(24);

    public static void MapWebhookEndpoints(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/v1/webhooks").WithTags("Outbound webhooks").RequireAuthorization(Permissions.Own);

        webhooks.MapGet("/event-types", () => TypedResults.Ok(new WebhookEventTypesResponse(WebhookEventTypes.All)));
        webhooks.MapGet("/endpoints", List);
        webhooks.MapPost("/endpoints", Create);
        webhooks.MapPut("/endpoints/{id:guid}", Replace);
        webhooks.MapDelete("/endpoints/{id:guid}", Delete);
        webhooks.MapPost("/endpoints/{id:guid}/rotate-secret", RotateSecret);
        webhooks.MapWebhookMessages();
    }

    private static async Task<Ok<Listing<WebhookEndpointResponse>>> List(CallPlatformDbContext db, CancellationToken ct)
    {
        var endpoints = await db.WebhookEndpoints.OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<WebhookEndpointResponse>([.. endpoints.Select(ResponseOf)], endpoints.Count));
    }

    private static async Task<Results<Created<WebhookEndpointSecret>, ProblemHttpResult>> Create(
        WebhookEndpointRequest request, ClaimsPrincipal caller, CallPlatformDbContext db, WebhookSender sender, SecretBox box,
        WebhookSubscriptions subscriptions, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await RefusalAsync(request, sender, ct) is { } refusal)
        {
            return refusal;
        }

        if (await db.WebhookEndpoints.CountAsync(ct) >= MostEndpoints)
        {
            return Problems.Conflict("too_many_endpoints", $"There are {MostEndpoints} endpoints already. Delete one that nobody needs.");
        }

        var (now, secret) = (clock.GetUtcNow(), WebhookSignature.NewSecret());
        var endpoint = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(now), OrganizationId = caller.OrganizationId(), Url = "", EventTypes = [], Secret = box.Seal(secret),
            CreatedBy = caller.UserId(), CreatedAt = now,
        };
        Fill(endpoint, request, now);
        db.WebhookEndpoints.Add(endpoint);
        await db.SaveChangesAsync(ct);
        await subscriptions.ChangedAsync();
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/webhooks/endpoints/{endpoint.Id}", new WebhookEndpointSecret(ResponseOf(endpoint), secret));
    }

    private static async Task<Results<Ok<WebhookEndpointResponse>, ProblemHttpResult>> Replace(
        Guid id, WebhookEndpointRequest request, CallPlatformDbContext db, WebhookSender sender, WebhookSubscriptions subscriptions, TimeProvider clock, CancellationToken ct)
    {
        if (await db.WebhookEndpoints.AsTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } endpoint)
        {
            return Problems.NotFound("endpoint");
        }

        if (await RefusalAsync(request, sender, ct) is { } refusal)
        {
            return refusal;
        }

        // Switched on again, or moved: it deserves a fresh start.
        (endpoint.ConsecutiveFailures, endpoint.QuietUntil) = (0, null);
        Fill(endpoint, request, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await subscriptions.ChangedAsync();
        return TypedResults.Ok(ResponseOf(endpoint));
    }

    private static async Task<Results<Ok<SuccessResponse>, ProblemHttpResult>> Delete(
        Guid id, CallPlatformDbContext db, WebhookSubscriptions subscriptions, CancellationToken ct)
    {
        if (await db.WebhookEndpoints.Where(e => e.Id == id).ExecuteDeleteAsync(ct) == 0)
        {
            return Problems.NotFound("endpoint");
        }

        await subscriptions.ChangedAsync();
        return TypedResults.Ok(new SuccessResponse(true));
    }

    private static async Task<Results<Ok<WebhookEndpointSecret>, ProblemHttpResult>> RotateSecret(
        Guid id, CallPlatformDbContext db, SecretBox box, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await db.WebhookEndpoints.AsTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } endpoint)
        {
            return Problems.NotFound("endpoint");
        }

        var (now, secret) = (clock.GetUtcNow(), WebhookSignature.NewSecret());
        (endpoint.PreviousSecret, endpoint.PreviousUntil, endpoint.Secret, endpoint.UpdatedAt) = (endpoint.Secret, now + OldSecretCounts, box.Seal(secret), now);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new WebhookEndpointSecret(ResponseOf(endpoint), secret));
    }

    private static async Task<ProblemHttpResult?> RefusalAsync(WebhookEndpointRequest request, WebhookSender sender, CancellationToken ct) =>
        Array.Find(request.EventTypes, t => !WebhookEventTypes.All.Contains(t)) is { } unknown
            ? Problems.Invalid("event_types", $"There is no event '{unknown}'. They are {string.Join(", ", WebhookEventTypes.All)}.")
            : await sender.CheckAsync(request.Url, ct) is { } refusal ? Problems.Invalid("url", refusal) : null;

    private static void Fill(WebhookEndpoint endpoint, WebhookEndpointRequest request, DateTimeOffset now)
    {
        endpoint.Url = request.Url;
        endpoint.Description = request.Description?.Trim() ?? "";
        endpoint.EventTypes = [.. request.EventTypes.Distinct()];
        endpoint.IsActive = request.IsActive;
        endpoint.UpdatedAt = now;
    }

    private static WebhookEndpointResponse ResponseOf(WebhookEndpoint e) => new(
        e.Id, e.Url, e.Description, e.EventTypes, e.IsActive, e.ConsecutiveFailures, e.QuietUntil, e.PreviousUntil, e.CreatedAt, e.UpdatedAt);
}
