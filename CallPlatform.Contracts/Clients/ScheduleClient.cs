namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>The calling rules that hold: the organisation's, or a campaign's or project's.</summary>
    public Task<ScheduleConfig> GetScheduleAsync(Guid? campaignId = null, Guid? projectId = null, CancellationToken ct = default) =>
        GetAsync("api/v1/calls/schedule-config" + QueryText.Of(("campaign_id", campaignId?.ToString()), ("project_id", projectId?.ToString())), Json.ScheduleConfig, ct);

    public Task<ScheduleConfig> PutScheduleAsync(ScheduleConfig config, Guid? campaignId = null, Guid? projectId = null, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, "api/v1/calls/schedule-config" + QueryText.Of(("campaign_id", campaignId?.ToString()), ("project_id", projectId?.ToString())), config, Json.ScheduleConfig, Json.ScheduleConfig, ct);

    /// <summary>Would this number be called, and when?</summary>
    public Task<ExplainResponse> ExplainDialingAsync(ExplainRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/dialing/explain", request, Json.ExplainRequest, Json.ExplainResponse, ct);

    /// <summary>Whether it is a calling hour where the schedule's own clock hangs, and until when that holds.</summary>
    public Task<CallingHours> GetCallingHoursAsync(Guid? campaignId = null, CancellationToken ct = default) =>
        GetAsync("api/v1/dialing/hours" + QueryText.Of(("campaign_id", campaignId?.ToString())), Json.CallingHours, ct);

    /// <summary>How the rule's answer about a call changed, oldest first.</summary>
    public async Task<IReadOnlyList<DecisionResponse>> ListCallDecisionsAsync(Guid callId, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/calls/{callId}/decisions", Json.ListingDecisionResponse, ct)).Data.Items;

    /// <summary>The same for all calls to a contact, newest first.</summary>
    public async Task<IReadOnlyList<DecisionResponse>> ListContactDecisionsAsync(Guid contactId, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/contacts/{contactId}/decisions", Json.ListingDecisionResponse, ct)).Data.Items;

    public async Task<ListingData<SuppressionResponse>> ListSuppressionsAsync(string? search = null, int limit = 50, int offset = 0, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/suppressions{QueryText.Of(("limit", $"{limit}"), ("offset", $"{offset}"), ("search", search))}", Json.ListingSuppressionResponse, ct)).Data;

    public Task<SuppressionResponse> AddSuppressionAsync(SuppressionRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/suppressions", request, Json.SuppressionRequest, Json.SuppressionResponse, ct);

    public Task<MessageResponse> RemoveSuppressionAsync(string phone, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/suppressions/{Uri.EscapeDataString(phone)}", Json.MessageResponse, ct);

    /// <summary>Adds the numbers of a CSV; the stream is read as it is sent.</summary>
    public async Task<SuppressionImportResponse> ImportSuppressionsAsync(Stream csv, CancellationToken ct = default)
    {
        using var response = await PostCsvAsync("api/v1/suppressions/import", csv, ct);
        return await ReadAsync(response, Json.SuppressionImportResponse, ct);
    }

    public async Task<IReadOnlyList<NoticeResponse>> ListNoticesAsync(bool unread = false, CancellationToken ct = default) =>
        (await GetAsync("api/v1/notices" + QueryText.Of(("unread", unread ? "true" : null)), Json.ListingNoticeResponse, ct)).Data.Items;

    public Task<SuccessResponse> MarkNoticeReadAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/notices/{id}/read", Json.SuccessResponse, ct);

    private Task<HttpResponseMessage> PostCsvAsync(string path, Stream csv, CancellationToken ct)
    {
        var content = new StreamContent(csv);
        content.Headers.ContentType = new("text/csv");
        return http.PostAsync(path, content, ct);
    }
}
