namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public Task<OrganizationResponse> GetOrganizationAsync(CancellationToken ct = default) =>
        GetAsync("api/v1/organizations/me", Json.OrganizationResponse, ct);

    public Task<OrganizationResponse> PutOrganizationAsync(OrganizationRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, "api/v1/organizations/me", request, Json.OrganizationRequest, Json.OrganizationResponse, ct);

    public Task<RetentionSettings> GetRetentionAsync(CancellationToken ct = default) =>
        GetAsync("api/v1/privacy/retention", Json.RetentionSettings, ct);

    public Task<RetentionSettings> PutRetentionAsync(RetentionSettings settings, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, "api/v1/privacy/retention", settings, Json.RetentionSettings, Json.RetentionSettings, ct);

    /// <summary>Forgets a person for good.</summary>
    public Task<ErasureResponse> ErasePersonAsync(PersonRequest person, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/privacy/erase", person, Json.PersonRequest, Json.ErasureResponse, ct);

    public async Task<ListingData<ApiKeyResponse>> ListApiKeysAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/api-keys", Json.ListingApiKeyResponse, ct)).Data;

    public Task<ApiKeyCreated> CreateApiKeyAsync(ApiKeyRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/api-keys", request, Json.ApiKeyRequest, Json.ApiKeyCreated, ct);

    public Task<SuccessResponse> RevokeApiKeyAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/api-keys/{id}", Json.SuccessResponse, ct);

    public async Task<ListingData<AuditEntryResponse>> ListAuditLogAsync(AuditQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (await GetAsync("api/v1/audit-log" + query.Text, Json.ListingAuditEntryResponse, ct)).Data;
    }

    /// <summary>Background jobs that gave up, the latest first.</summary>
    public async Task<ListingData<BackgroundJobResponse>> ListDeadJobsAsync(string? cursor = null, int limit = 50, CancellationToken ct = default) =>
        (await GetAsync("api/v1/jobs" + QueryText.Of(("status", "dead"), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingBackgroundJobResponse, ct)).Data;

    public Task<SuccessResponse> RetryJobAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/jobs/{id}/retry", Json.SuccessResponse, ct);

    public Task<SuccessResponse> DiscardJobAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/jobs/{id}", Json.SuccessResponse, ct);
}
