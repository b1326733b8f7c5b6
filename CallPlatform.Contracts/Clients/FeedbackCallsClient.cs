using System.Globalization;

namespace CallPlatform.Contracts;

/// <summary>What the tabs ready, missed and completed filter by. Days are the organisation's; <c>Limit</c> is 1 to 200.</summary>
public sealed record FeedbackCallQuery(
    string? Search = null, Guid? CampaignId = null, string? ServiceAdvisor = null, string? ServiceType = null, string? Tag = null,
    DateOnly? DateFrom = null, DateOnly? DateTo = null, bool IsDemo = false, int Limit = 50, string? Cursor = null)
{
    internal string Text => QueryText.Of(
        ("search", Search), ("campaign_id", CampaignId?.ToString()), ("service_advisor", ServiceAdvisor), ("service_type", ServiceType), ("tag", Tag),
        ("date_from", DateFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("date_to", DateTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("is_demo", IsDemo ? "true" : null), ("limit", Limit.ToString(CultureInfo.InvariantCulture)), ("cursor", Cursor));
}

/// <summary>A page of a bare array: the rest is in the answer's headers.</summary>
public sealed record FeedbackCallPage(IReadOnlyList<FeedbackCall> Items, long Total, string? NextCursor);

public sealed partial class ApiClient
{
    /// <summary>A page of calls, newest first.</summary>
    /// <param name="tab"><c>ready</c>, <c>missed</c> or <c>completed</c>.</param>
    /// <param name="query">Filters and page.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<FeedbackCallPage> ListFeedbackCallsAsync(string tab, FeedbackCallQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var response = await http.GetAsync($"api/v1/calls/{tab}{query.Text}", ct);
        var items = await ReadAsync(response, Json.IReadOnlyListFeedbackCall, ct);
        var total = response.Headers.TryGetValues("X-Total-Count", out var totals) && long.TryParse(totals.First(), out var count) ? count : items.Count;
        return new FeedbackCallPage(items, total, response.Headers.TryGetValues("Link", out var links) ? QueryText.CursorOf(links.First()) : null);
    }

    /// <summary>How many calls each tab holds with these filters, each counted up to <see cref="FeedbackCallCounts.Most"/>.</summary>
    public Task<FeedbackCallCounts> CountFeedbackCallsAsync(FeedbackCallQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GetAsync("api/v1/calls/counts" + query.Text, Json.FeedbackCallCounts, ct);
    }

    public Task<FeedbackCall> GetFeedbackCallAsync(Guid id, CancellationToken ct = default) => GetAsync($"api/v1/calls/{id}", Json.FeedbackCall, ct);

    public Task<FeedbackCall> EditFeedbackCallAsync(Guid id, FeedbackCallEdit edit, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/v1/calls/{id}", edit, Json.FeedbackCallEdit, Json.FeedbackCall, ct);

    public Task<MessageResponse> DeleteFeedbackCallAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/calls/{id}", Json.MessageResponse, ct);

    /// <summary>Dials a ready or missed call now, within the rules.</summary>
    public Task<FeedbackCall> InitiateFeedbackCallAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/calls/{id}/initiate", Json.FeedbackCall, ct);

    public Task<BulkInitiateResponse> InitiateFeedbackCallsAsync(BulkInitiateRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/calls/bulk/initiate", request, Json.BulkInitiateRequest, Json.BulkInitiateResponse, ct);

    public Task<DemoCallResponse> CreateDemoCallAsync(DemoCallRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/calls/demo", request, Json.DemoCallRequest, Json.DemoCallResponse, ct);

    public Task<DemoCallResponse> InitiateDemoCallAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/calls/demo/{id}/initiate", Json.DemoCallResponse, ct);
}
