using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>
/// Deliveries as they came. An organisation sees its own; those that found no organisation are shown to owners, without their body,
/// since they may be another's, and can be worked on again once the number is added.
/// </summary>
internal static class WebhookInboxEndpoints
{
    public static void MapWebhookInbox(this IEndpointRouteBuilder routes)
    {
        var inbox = routes.MapGroup("/api/v1/webhooks/inbox").WithTags("Webhooks").RequireAuthorization(Permissions.Manage);

        inbox.MapGet("/", List);
        inbox.MapGet("/{id:guid}", Get);
        inbox.MapPost("/{id:guid}/replay", Replay);
    }

    private static async Task<Results<Ok<Listing<WebhookDeliveryResponse>>, ProblemHttpResult>> List(
        ClaimsPrincipal caller, IServiceScopeFactory scopes, CancellationToken ct, string? state = null, string? provider = null,
        [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        if (state is not (null or "" or "received" or "processed" or "ignored" or "unroutable" or "failed"))
        {
            return Problems.Invalid("state", "They are received, processed, ignored, unroutable and failed.");
        }

        await using var scope = Everything(scopes);
        var rows = Mine(scope, caller).Where(d => (string.IsNullOrEmpty(state) || d.State == state) && (string.IsNullOrEmpty(provider) || d.Provider == provider));
        var total = await rows.LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(d => d.ReceivedAt < last.At || (d.ReceivedAt == last.At && d.Id < last.Id));
        }

        var page = await rows.OrderByDescending(d => d.ReceivedAt).ThenByDescending(d => d.Id).Take(limit)
            .Select(d => new WebhookDeliveryResponse(d.Id, d.Provider, d.Kind, d.Subject, d.State, d.Attempts, d.Error, d.ReceivedAt, d.ProcessedAt)).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<WebhookDeliveryResponse>(
            page, total, page.Count == limit ? new PageCursor(page[^1].ReceivedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Ok<Envelope<WebhookDeliveryDetail>>, ProblemHttpResult>> Get(
        Guid id, ClaimsPrincipal caller, IServiceScopeFactory scopes, CancellationToken ct)
    {
        await using var scope = Everything(scopes);
        if (await Mine(scope, caller).FirstOrDefaultAsync(d => d.Id == id, ct) is not { } delivery)
        {
            return Problems.NotFound("delivery");
        }

        JsonElement? body = null;
        try
        {
            body = delivery.OrganizationId is null ? null : JsonElement.Parse(delivery.Body);
        }
        catch (JsonException)
        {
            // Not JSON: there is nothing to show of it.
        }

        return TypedResults.Ok(new Envelope<WebhookDeliveryDetail>(true, new WebhookDeliveryDetail(ResponseOf(delivery), body)));
    }

    private static async Task<Results<Ok<Envelope<WebhookDeliveryResponse>>, ProblemHttpResult>> Replay(
        Guid id, ClaimsPrincipal caller, IServiceScopeFactory scopes, IEventBus bus, TimeProvider clock, CancellationToken ct)
    {
        await using var scope = Everything(scopes);
        if (await Mine(scope, caller).AsTracking().FirstOrDefaultAsync(d => d.Id == id, ct) is not { } delivery)
        {
            return Problems.NotFound("delivery");
        }

        delivery.State = "received";
        delivery.DueAt = clock.GetUtcNow();
        delivery.Attempts = 0;
        delivery.Error = null;
        await scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>().SaveChangesAsync(ct);
        await bus.PublishAsync([BusEvent.Wake(BusTopics.InboxFilled, clock.GetUtcNow())], ct);
        return TypedResults.Ok(new Envelope<WebhookDeliveryResponse>(true, ResponseOf(delivery)));
    }

    // Row-level security hides what belongs to nobody yet; here it is asked for by name.
    private static AsyncServiceScope Everything(IServiceScopeFactory scopes)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        return scope;
    }

    private static IQueryable<WebhookDelivery> Mine(AsyncServiceScope scope, ClaimsPrincipal caller)
    {
        var mine = caller.OrganizationId();
        var isOwner = caller.IsInRole(Roles.Owner);
        return scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>().WebhookInbox
            .Where(d => d.OrganizationId == mine || (isOwner && d.OrganizationId == null && (d.State == "unroutable" || d.State == "failed")));
    }

    private static WebhookDeliveryResponse ResponseOf(WebhookDelivery d) =>
        new(d.Id, d.Provider, d.Kind, d.Subject, d.State, d.Attempts, d.Error, d.ReceivedAt, d.ProcessedAt);
}
