namespace CallPlatform.Contracts;

public sealed partial class ApiClient
{
    public async Task<IReadOnlyList<ExportResponse>> ListExportsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/exports", Json.ListingExportResponse, ct)).Data.Items;

    public Task<ExportResponse> GetExportAsync(Guid id, CancellationToken ct = default) => GetAsync($"api/v1/exports/{id}", Json.ExportResponse, ct);

    public Task<ExportResponse> OrderExportAsync(ExportRequest request, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, "api/v1/exports", request, Json.ExportRequest, Json.ExportResponse, ct);

    public Task<SuccessResponse> DeleteExportAsync(Guid id, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Delete, $"api/v1/exports/{id}", Json.SuccessResponse, ct);

    public async Task<IReadOnlyList<ProviderAccountResponse>> ListProviderAccountsAsync(CancellationToken ct = default) =>
        (await GetAsync("api/v1/providers", Json.ListingProviderAccountResponse, ct)).Data.Items;

    public Task<ProviderTestResponse> TestProviderAsync(string name, CancellationToken ct = default) =>
        SendAsync(HttpMethod.Post, $"api/v1/providers/{Uri.EscapeDataString(name)}/test", Json.ProviderTestResponse, ct);
}
