namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public Task<IReadOnlyList<ScriptResponse>> ListScriptsAsync(CancellationToken ct = default) =>
        GetAsync("api/scripts", Json.IReadOnlyListScriptResponse, ct);

    public Task<ScriptResponse> GetScriptAsync(Guid id, CancellationToken ct = default) =>
        GetAsync($"api/scripts/{id}", Json.ScriptResponse, ct);

    public Task<ScriptResponse> CreateScriptAsync(ScriptRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/scripts", request, Json.ScriptRequest, Json.ScriptResponse, ct);

    public Task<ScriptResponse> ReplaceScriptAsync(Guid id, ScriptRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Put, $"api/scripts/{id}", request, Json.ScriptRequest, Json.ScriptResponse, ct);

    public Task<SuccessResponse> DeleteScriptAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/scripts/{id}", Json.SuccessResponse, ct);
}
