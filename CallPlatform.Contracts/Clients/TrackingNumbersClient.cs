namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public async Task<IReadOnlyList<TrackingNumberResponse>> ListTrackingNumbersAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/tracking-numbers", Json.ListingTrackingNumberResponse, ct)).Data.Items;

    public async Task<TrackingNumberResponse> CreateTrackingNumberAsync(TrackingNumberRequest request, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Post, "api/v1/tracking-numbers", request, Json.TrackingNumberRequest, Json.EnvelopeTrackingNumberResponse, ct)).Data;

    public async Task<TrackingNumberResponse> PutTrackingNumberAsync(Guid id, TrackingNumberRequest request, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Put, $"api/v1/tracking-numbers/{id}", request, Json.TrackingNumberRequest, Json.EnvelopeTrackingNumberResponse, ct)).Data;

    public Task<SuccessResponse> DeleteTrackingNumberAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/tracking-numbers/{id}", Json.SuccessResponse, ct);

    public async Task<InboundSettingsDocument> GetInboundSettingsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/inbound-settings", Json.EnvelopeInboundSettingsDocument, ct)).Data;

    public async Task<InboundSettingsDocument> PutInboundSettingsAsync(InboundSettingsDocument settings, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Put, "api/v1/inbound-settings", settings, Json.InboundSettingsDocument, Json.EnvelopeInboundSettingsDocument, ct)).Data;
}
