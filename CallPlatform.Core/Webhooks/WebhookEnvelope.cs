namespace CallPlatform.Core.Webhooks;

/// <summary>What the door reads of a delivery without parsing it whole.</summary>
/// <param name="Provider">Who sent it.</param>
/// <param name="Kind">The provider's event type.</param>
/// <param name="EventKey">Unique within the provider, or null when a repetition cannot be told and each is kept.</param>
/// <param name="Subject">The provider's call id.</param>
public sealed record WebhookEnvelope(string Provider, string Kind, string? EventKey, string? Subject);
