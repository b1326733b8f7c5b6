namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>A page of calls, newest first.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<CallPage> ListCallsAsync(int page = 1, int limit = 20, CancellationToken ct = default) =>
        GetAsync($"api/calls?page={page}&limit={limit}", Json.CallPage, ct);

    public Task<CallDetail> GetCallAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/calls/{id}", Json.CallDetail, ct);

    public Task<CallDetail> PlaceCallAsync(PlaceCallRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/calls", request, Json.PlaceCallRequest, Json.CallDetail, ct);

    public Task<CallDetail> CancelCallAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/calls/{id}/cancel", Json.CallDetail, ct);

    public Task<CallDetail> SyncCallAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/calls/{id}/sync", Json.CallDetail, ct);

    public Task<CallStats> GetCallStatsAsync(CancellationToken ct = default) =>
        GetAsync("api/calls/stats", Json.CallStats, ct);

    public Task<CountResponse> CountPendingCallsAsync(CancellationToken ct = default) =>
        GetAsync("api/calls/pending-count", Json.CountResponse, ct);

    /// <summary>The call's timeline, oldest first.</summary>
    public async Task<IReadOnlyList<CallEventResponse>> ListCallEventsAsync(Guid id, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/calls/{id}/events", Json.ListingCallEventResponse, ct)).Data.Items;
}
