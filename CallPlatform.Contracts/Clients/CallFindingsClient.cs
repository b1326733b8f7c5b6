using System.Text.Json.Serialization.Metadata;

namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    /// <summary>What the analysis of a call's recording found; null when it was not analysed.</summary>
    public async Task<AnalysisDetail?> FindCallAnalysisAsync(Guid id, CancellationToken ct = default) =>
        (await FindAsync($"api/v1/calls/{id}/analysis", Json.EnvelopeAnalysisDetail, ct))?.Data;

    /// <summary>What was said, by speaker and second; null when there is no transcript.</summary>
    public async Task<TranscriptResponse?> FindCallTranscriptAsync(Guid id, CancellationToken ct = default) =>
        (await FindAsync($"api/v1/calls/{id}/transcript", Json.EnvelopeTranscriptResponse, ct))?.Data;

    /// <summary>Work on a call's recording, newest first.</summary>
    public async Task<IReadOnlyList<AnalysisTaskResponse>> ListCallAnalysisTasksAsync(Guid callId, CancellationToken ct = default) =>
        (await GetAsync($"api/v1/analysis-tasks?call_id={callId}", Json.ListingAnalysisTaskResponse, ct)).Data.Items;

    /// <summary>Begins failed work again.</summary>
    public async Task<AnalysisTaskResponse> RetryAnalysisTaskAsync(Guid id, CancellationToken ct = default) =>
        (await SendAsync(HttpMethod.Post, $"api/v1/analysis-tasks/{id}/retry", Json.EnvelopeAnalysisTaskResponse, ct)).Data;

    private async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using var response = await http.GetAsync(path, ct);
        return response.StatusCode == System.Net.HttpStatusCode.NotFound ? null : await ReadAsync(response, type, ct);
    }
}
