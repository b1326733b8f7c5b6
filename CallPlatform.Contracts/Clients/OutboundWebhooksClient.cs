namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public async Task<IReadOnlyList<string>> ListWebhookEventTypesAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/webhooks/event-types", Json.WebhookEventTypesResponse, ct)).EventTypes;

    public async Task<IReadOnlyList<WebhookEndpointResponse>> ListWebhookEndpointsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/webhooks/endpoints", Json.ListingWebhookEndpointResponse, ct)).Data.Items;

    public Task<WebhookEndpointSecret> CreateWebhookEndpointAsync(WebhookEndpointRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/webhooks/endpoints", request, Json.WebhookEndpointRequest, Json.WebhookEndpointSecret, ct);

    public Task<WebhookEndpointResponse> PutWebhookEndpointAsync(Guid id, WebhookEndpointRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/v1/webhooks/endpoints/{id}", request, Json.WebhookEndpointRequest, Json.WebhookEndpointResponse, ct);

    public Task<SuccessResponse> DeleteWebhookEndpointAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/webhooks/endpoints/{id}", Json.SuccessResponse, ct);

    /// <summary>A new secret; the old one signs as well for a day.</summary>
    public Task<WebhookEndpointSecret> RotateWebhookSecretAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/webhooks/endpoints/{id}/rotate-secret", Json.WebhookEndpointSecret, ct);

    /// <summary>Sends a test event; its outcome appears in the delivery log.</summary>
    public Task<WebhookMessageResponse> TestWebhookEndpointAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/webhooks/endpoints/{id}/test", Json.WebhookMessageResponse, ct);

    public async Task<ListingData<WebhookMessageResponse>> ListWebhookMessagesAsync(
        Guid endpointId, string? state = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/webhooks/endpoints/{endpointId}/messages" + QueryText.Of(("state", state), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingWebhookMessageResponse, ct)).Data;

    public Task<WebhookMessageResponse> ResendWebhookMessageAsync(Guid endpointId, Guid messageId, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/webhooks/endpoints/{endpointId}/messages/{messageId}/resend", Json.WebhookMessageResponse, ct);

    /// <summary>Deliveries that came in, the newest first.</summary>
    public async Task<ListingData<WebhookDeliveryResponse>> ListWebhookInboxAsync(
        string? state = null, string? provider = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/webhooks/inbox" + QueryText.Of(("state", state), ("provider", provider), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingWebhookDeliveryResponse, ct)).Data;

    public async Task<WebhookDeliveryDetail> GetWebhookDeliveryAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/webhooks/inbox/{id}", Json.EnvelopeWebhookDeliveryDetail, ct)).Data;

    public async Task<WebhookDeliveryResponse> ReplayWebhookDeliveryAsync(Guid id, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Post, $"api/v1/webhooks/inbox/{id}/replay", Json.EnvelopeWebhookDeliveryResponse, ct)).Data;
}
