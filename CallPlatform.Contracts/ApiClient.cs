using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallPlatform.Contracts;

/// <summary>
/// The typed client of the Api, one part an area (<c>Clients/</c>). The <see cref="HttpClient"/> it is given carries the
/// address and the sign-in. Methods throw <see cref="ApiException"/> when the Api refuses, and let transport errors through.
/// </summary>
public sealed partial class ApiClient(HttpClient http)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var response = await http.GetAsync(path, ct);
        return await ReadAsync(response, type, ct);
    }

    private async Task<T> SendAsync<TBody, T>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, bodyType) };
        using var response = await http.SendAsync(request, ct);
        return await ReadAsync(response, type, ct);
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await http.SendAsync(request, ct);
        return await ReadAsync(response, type, ct);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiException(await ProblemOfAsync(response, ct));
        }

        return await response.Content.ReadFromJsonAsync(type, ct)
            ?? throw new ApiException("The Api answered nothing where an answer was due.");
    }

    private static async Task<ApiProblem> ProblemOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        ApiProblem? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync(Json.ApiProblem, ct);
        }
        catch (JsonException)
        {
            // Not the Api's own answer: a proxy's page. The status still says something.
        }

        return (problem ?? new ApiProblem { Detail = $"The Api answered {(int)response.StatusCode}." }) with
        {
            Status = (int)response.StatusCode,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
