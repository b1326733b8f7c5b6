using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>Where to tell what happened: <c>POST /api/v1/webhooks/endpoints</c>.</summary>
public sealed record WebhookEndpointRequest(
    [property: Required, StringLength(2000, MinimumLength = 8)] string Url,
    [property: Required, MinLength(1), MaxLength(20)] string[] EventTypes,
    [property: StringLength(200)] string? Description = null,
    bool IsActive = true);

/// <summary>An endpoint without its secret. <c>QuietUntil</c>: it failed several times in a row and is not asked before.</summary>
public sealed record WebhookEndpointResponse(
    Guid Id, string Url, string Description, string[] EventTypes, bool IsActive, int ConsecutiveFailures, DateTimeOffset? QuietUntil,
    DateTimeOffset? PreviousSecretUntil, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>An endpoint with its secret (<c>whsec_…</c>), shown this once.</summary>
public sealed record WebhookEndpointSecret(WebhookEndpointResponse Endpoint, string Secret);

/// <summary>One message of the delivery log. <c>State</c> is <c>waiting</c>, <c>delivered</c> or <c>failed</c>.</summary>
public sealed record WebhookMessageResponse(
    Guid Id, string EventType, string State, int Attempts, int? ResponseStatus, string? Error, int? DurationMs, DateTimeOffset CreatedAt,
    DateTimeOffset? LastAttemptAt, DateTimeOffset? DeliveredAt, JsonElement Body);

/// <summary>What endpoints can be told.</summary>
public sealed record WebhookEventTypesResponse(IReadOnlyList<string> EventTypes);
