namespace CallPlatform.Core.Webhooks;

/// <summary>
/// Understands a provider's stored deliveries. Runs in the inbox's transaction, in a scope that sees all organisations; how a
/// delivery ended is written on it by the caller.
/// </summary>
public interface IWebhookReader
{
    string Provider { get; }

    /// <summary>Works on the deliveries, in order of arrival, and says how each ended.</summary>
    Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct);
}

/// <summary>How a delivery ended.</summary>
/// <param name="State"><c>processed</c>, <c>ignored</c> or <c>unroutable</c>.</param>
/// <param name="OrganizationId">Whose it is, once known.</param>
/// <param name="Note">For staff: why it was ignored or found no home.</param>
public sealed record WebhookResult(string State, Guid? OrganizationId = null, string? Note = null)
{
    public static WebhookResult Processed(Guid organizationId) => new("processed", organizationId);

    public static WebhookResult Ignored(string note) => new("ignored", Note: note);

    public static WebhookResult Unroutable(string note) => new("unroutable", Note: note);
}
