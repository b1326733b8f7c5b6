using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using CallPlatform.Api.Auth;
using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks.Outbound;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>An endpoint's delivery log: what was sent, how it went, and once more.</summary>
internal static class WebhookMessagesEndpoints
{
    public static void MapWebhookMessages(this RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("/endpoints/{id:guid}/test", SendTest);
        webhooks.MapGet("/endpoints/{id:guid}/messages", List);
        webhooks.MapPost("/endpoints/{id:guid}/messages/{messageId:guid}/resend", Resend);
    }

    private static async Task<Results<Accepted<WebhookMessageResponse>, ProblemHttpResult>> SendTest(
        Guid id, ClaimsPrincipal caller, CallPlatformDbContext db, OutboundDesk desk, CancellationToken ct) =>
        await db.WebhookEndpoints.AnyAsync(e => e.Id == id, ct)
            ? TypedResults.Accepted((string?)null, ResponseOf(await desk.SendTestAsync(caller.OrganizationId(), id, ct)))
            : Problems.NotFound("endpoint");

    private static async Task<Results<Ok<Listing<WebhookMessageResponse>>, ProblemHttpResult>> List(
        Guid id, CallPlatformDbContext db, CancellationToken ct, string? state = null, [Range(1, 200)] int limit = 50, string? cursor = null)
    {
        if (!PageCursor.TryParse(cursor, out var after))
        {
            return Problems.Invalid("cursor", "It is no cursor of this list.");
        }

        if (state is not (null or "" or WebhookMessageStates.Waiting or WebhookMessageStates.Delivered or WebhookMessageStates.Failed))
        {
            return Problems.Invalid("state", "They are waiting, delivered and failed.");
        }

        if (!await db.WebhookEndpoints.AnyAsync(e => e.Id == id, ct))
        {
            return Problems.NotFound("endpoint");
        }

        var rows = db.WebhookMessages.Where(m => m.EndpointId == id && (string.IsNullOrEmpty(state) || m.State == state));
        var total = await rows.Take(CallFilter.MostCounted).LongCountAsync(ct);
        if (after is { } last)
        {
            rows = rows.Where(m => m.CreatedAt < last.At || (m.CreatedAt == last.At && m.Id < last.Id));
        }

        var page = await rows.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(limit).ToListAsync(ct);
        return TypedResults.Ok(Listing.Of<WebhookMessageResponse>(
            [.. page.Select(ResponseOf)], total, page.Count == limit ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null));
    }

    private static async Task<Results<Accepted<WebhookMessageResponse>, ProblemHttpResult>> Resend(
        Guid id, Guid messageId, OutboundDesk desk, CancellationToken ct) =>
        await desk.ResendAsync(id, messageId, ct) is { } message
            ? TypedResults.Accepted((string?)null, ResponseOf(message))
            : Problems.NotFound("message");

    private static WebhookMessageResponse ResponseOf(WebhookMessage m) => new(
        m.Id, m.EventType, m.State, m.Attempts, m.ResponseStatus, m.Error, m.DurationMs, m.CreatedAt, m.LastAttemptAt, m.DeliveredAt, JsonText.Element(m.Body)!.Value);
}
