namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public async Task<ListingData<CampaignResponse>> ListCampaignsAsync(string? status = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/campaigns" + QueryText.Of(("status", status), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingCampaignResponse, ct)).Data;

    public Task<CampaignResponse> GetCampaignAsync(Guid id, CancellationToken ct = default) => GetAsync($"api/v1/campaigns/{id}", Json.CampaignResponse, ct);

    public Task<CampaignResponse> CreateCampaignAsync(CampaignRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/campaigns", request, Json.CampaignRequest, Json.CampaignResponse, ct);

    public Task<CampaignResponse> ReplaceCampaignAsync(Guid id, CampaignRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/v1/campaigns/{id}", request, Json.CampaignRequest, Json.CampaignResponse, ct);

    public Task<PeopleAdded> AddCampaignPeopleAsync(Guid id, CampaignPeople people, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/campaigns/{id}/people", people, Json.CampaignPeople, Json.PeopleAdded, ct);

    public Task<CampaignResponse> StartCampaignAsync(Guid id, CancellationToken ct = default) => MoveCampaignAsync(id, "start", ct);

    public Task<CampaignResponse> PauseCampaignAsync(Guid id, CancellationToken ct = default) => MoveCampaignAsync(id, "pause", ct);

    public Task<CampaignResponse> CancelCampaignAsync(Guid id, CancellationToken ct = default) => MoveCampaignAsync(id, "cancel", ct);

    /// <summary>Lets a paused campaign go on; one that paused itself needs a reason.</summary>
    public Task<CampaignResponse> ResumeCampaignAsync(Guid id, string? reason = null, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/campaigns/{id}/resume", new ResumeRequest(reason), Json.ResumeRequest, Json.CampaignResponse, ct);

    public Task<CampaignProgress> GetCampaignProgressAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/v1/campaigns/{id}/progress", Json.CampaignProgress, ct);

    public Task<RehearsalResponse> RehearseCampaignAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/campaigns/{id}/rehearse", Json.RehearsalResponse, ct);

    public async Task<ListingData<ServiceRecordResponse>> ListServiceRecordsAsync(
        string? search = null, string? status = null, Guid? campaignId = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync(
            "api/v1/service-records" + QueryText.Of(("search", search), ("status", status), ("campaign_id", campaignId?.ToString()), ("limit", $"{limit}"), ("cursor", cursor)),
            Json.ListingServiceRecordResponse, ct)).Data;

    public Task<ServiceRecordResponse> GetServiceRecordAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/v1/service-records/{id}", Json.ServiceRecordResponse, ct);

    public Task<ServiceRecordResponse> CreateServiceRecordAsync(ServiceRecordRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/service-records", request, Json.ServiceRecordRequest, Json.ServiceRecordResponse, ct);

    public Task<ServiceRecordResponse> ReplaceServiceRecordAsync(Guid id, ServiceRecordRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/v1/service-records/{id}", request, Json.ServiceRecordRequest, Json.ServiceRecordResponse, ct);

    public Task<MessageResponse> DeleteServiceRecordAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/service-records/{id}", Json.MessageResponse, ct);

    /// <summary>Imports a CSV of visits; the stream is read as it is sent.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="dryRun">Say what would happen, store nothing.</param>
    /// <param name="campaignId">The campaign that calls these customers.</param>
    /// <param name="mapping">A JSON object, header to field.</param>
    /// <param name="dateFormat">A .NET format, where dates are not ISO.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ServiceRecordImportResponse> ImportServiceRecordsAsync(
        Stream csv, bool dryRun = false, Guid? campaignId = null, string? mapping = null, string? dateFormat = null, CancellationToken ct = default)
    {
        var query = QueryText.Of(("dry_run", dryRun ? "true" : null), ("campaign_id", campaignId?.ToString()), ("mapping", mapping), ("date_format", dateFormat));
        using var response = await PostCsvAsync("api/v1/service-records/import" + query, csv, ct);
        return await ReadAsync(response, Json.ServiceRecordImportResponse, ct);
    }

    /// <summary>The latest twenty imports of visits.</summary>
    public async Task<IReadOnlyList<RecordImportResponse>> ListRecordImportsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/service-records/imports", Json.ListingRecordImportResponse, ct)).Data.Items;

    /// <summary>Takes an import back: all its records that nobody was called for.</summary>
    public Task<RecordImportResponse> UndoRecordImportAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/service-records/imports/{id}/undo", Json.RecordImportResponse, ct);

    private Task<CampaignResponse> MoveCampaignAsync(Guid id, string move, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"api/v1/campaigns/{id}/{move}", Json.CampaignResponse, ct);
}
