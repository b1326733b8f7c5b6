namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>Makes missed calls of a campaign ready again, by how they were missed.</summary>
    public Task<RedialResponse> RedialCampaignAsync(Guid id, RedialRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/campaigns/{id}/redial", request, Json.RedialRequest, Json.RedialResponse, ct);

    /// <summary>What happened to a campaign, newest first.</summary>
    public async Task<IReadOnlyList<CampaignEventResponse>> ListCampaignEventsAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/campaigns/{id}/events", Json.ListingCampaignEventResponse, ct)).Data.Items;
}
