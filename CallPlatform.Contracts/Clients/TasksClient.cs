namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <param name="status"><c>open</c>, <c>done</c> or <c>dismissed</c>; null for all.</param>
    /// <param name="mine">Only those of who asks.</param>
    /// <param name="overdue">Only those whose time has passed.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ListingData<TaskResponse>> ListTasksAsync(
        string? status = null, bool mine = false, bool overdue = false, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync(
            "api/v1/tasks" + QueryText.Of(("status", status), ("mine", mine ? "true" : null), ("overdue", overdue ? "true" : null), ("limit", $"{limit}"), ("cursor", cursor)),
            Json.ListingTaskResponse, ct)).Data;

    public async Task<TaskResponse> ChangeTaskAsync(Guid id, TaskPatch patch, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Patch, $"api/v1/tasks/{id}", patch, Json.TaskPatch, Json.EnvelopeTaskResponse, ct)).Data;

    /// <summary>People who called and reached nobody; without a state those that still want somebody.</summary>
    public async Task<ListingData<MissedCallResponse>> ListMissedCallsAsync(string? state = null, int limit = 50, string? cursor = null, CancellationToken ct = default) =>
        (await GetAsync("api/v1/missed-calls" + QueryText.Of(("state", state), ("limit", $"{limit}"), ("cursor", cursor)), Json.ListingMissedCallResponse, ct)).Data;

    /// <param name="callId">The missed call.</param>
    /// <param name="patch"><c>open</c>, <c>recovered</c> or <c>dismissed</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<MissedCallResponse> ChangeMissedCallAsync(Guid callId, MissedCallPatch patch, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Patch, $"api/v1/missed-calls/{callId}", patch, Json.MissedCallPatch, Json.EnvelopeMissedCallResponse, ct)).Data;
}
