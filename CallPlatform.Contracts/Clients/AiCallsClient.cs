using System.Globalization;

namespace CallPlatform.Contracts;

/// <summary>Which logs <c>GET /ai-call/logs</c> lists, newest first. Days are the organisation's.</summary>
public sealed record AiCallLogQuery(
    string? Status = null, Guid? ProjectId = null, Guid? LeadId = null, string? Reason = null, DateOnly? From = null, DateOnly? To = null,
    int Limit = 50, string? Cursor = null)
{
    internal string Text => QueryText.Of(
        ("status", Status), ("project", ProjectId?.ToString()), ("lead", LeadId?.ToString()), ("reason", Reason),
        ("date_from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("date_to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("limit", Limit.ToString(CultureInfo.InvariantCulture)), ("cursor", Cursor));
}

public sealed partial class ApiClient
{
    public Task<PlainList<AiCallLogResponse>> ListAiCallLogsAsync(AiCallLogQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GetAsync("ai-call/logs" + query.Text, Json.PlainListAiCallLogResponse, ct);
    }

    /// <summary>Days, projects and agents; the last seven days unless others are given.</summary>
    public Task<AiCallAnalytics> GetAiCallAnalyticsAsync(DateOnly? from = null, DateOnly? to = null, CancellationToken ct = default) =>
        GetAsync("ai-call/analytics" + DaysText(from, to), Json.AiCallAnalytics, ct);

    public Task<TestMappingResponse> TestMappingAsync(string formName, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "ai-call/test-mapping", new(formName), Json.TestMappingRequest, Json.TestMappingResponse, ct);

    /// <summary>Gives every lead that was not called another turn; answers at once, <see cref="GetLeadBatchAsync"/> says how far it is.</summary>
    public Task<LeadBatchResponse> ProcessUnmappedAsync(CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "ai-call/process-unmapped", Json.LeadBatchResponse, ct);

    public Task<LeadBatchResponse> GetLeadBatchAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"ai-call/process-unmapped/{id}", Json.LeadBatchResponse, ct);

    internal static string DaysText(DateOnly? from, DateOnly? to, params ReadOnlySpan<(string Name, string? Value)> more) => QueryText.Of(
    [
        ("date_from", from?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("date_to", to?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), .. more,
    ]);
}
