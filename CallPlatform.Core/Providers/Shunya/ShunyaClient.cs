using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Analysis;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>Shunya's REST API. Starting the same call's work twice is harmless: both results are the same call's.</summary>
internal sealed class ShunyaClient(HttpClient http, IOptionsMonitor<ShunyaOptions> options, ProviderHealth health) : IAnalysisProvider
{
    public const string Provider = "shunya";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public string Name => Provider;

    public bool IsReady => !string.IsNullOrEmpty(options.CurrentValue.ApiKey);

    public Task<AnalysisAnswer> StartAsync(AnalysisOrder order, CancellationToken ct)
    {
        var id = order.SubjectId.ToString();
        var (path, body) = order.Kind switch
        {
            AnalysisKinds.Transcription => ("transcription/transcribe", new JsonObject
            {
                ["call_id"] = id,
                ["audio_url"] = order.AudioUrl,
                ["call_type"] = order.IsVisit ? "sales_call" : "csr_call",
                ["language"] = options.CurrentValue.Language,
            }),
            AnalysisKinds.Segmentation => ("meeting-segmentation/analyze", new JsonObject { ["call_id"] = id, ["transcript_text"] = order.Transcript }),
            _ => ($"analysis/start/{id}", new JsonObject { ["transcript_text"] = order.Transcript }),
        };
        return AskAsync(HttpMethod.Post, path, body, order, ct);
    }

    public Task<AnalysisAnswer> GetAsync(AnalysisOrder order, CancellationToken ct)
    {
        var path = order.Kind switch
        {
            AnalysisKinds.Transcription => "transcription/transcript/",
            AnalysisKinds.Segmentation => "meeting-segmentation/analysis/",
            _ => "analysis/complete/",
        };
        return AskAsync(HttpMethod.Get, path + order.SubjectId, null, order, ct);
    }

    private async Task<AnalysisAnswer> AskAsync(HttpMethod method, string path, JsonObject? body, AnalysisOrder order, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var request = Request(method, path, body, order);
            using var response = await health.SendAsync(Name, method == HttpMethod.Post ? "order" : "get", token => http.SendAsync(request, token), timeout.Token);
            var text = await response.Content.ReadAsStringAsync(timeout.Token);
            return Read(response, text);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ProviderException(Name, ProviderFailure.Unknown, $"Shunya gave no answer ({error.GetType().Name}).", error) { Code = "no_answer" };
        }
    }

    private AnalysisAnswer Read(HttpResponseMessage response, string text)
    {
        if (response.IsSuccessStatusCode)
        {
            using var answer = JsonDocument.Parse(text);
            return ShunyaReader.OfAnswer(answer.RootElement);
        }

        try
        {
            using var refusal = JsonDocument.Parse(text);
            var error = ProviderJson.Part(refusal.RootElement, "error");
            if (error.ValueKind == JsonValueKind.Object && response.StatusCode != HttpStatusCode.Unauthorized)
            {
                return ShunyaReader.OfError(error) with { RetryAfter = ShunyaReader.OfError(error).RetryAfter ?? response.Headers.RetryAfter?.Delta };
            }
        }
        catch (JsonException)
        {
            // A proxy's page: the status still says something.
        }

        throw new ProviderException(
            Name,
            response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError ? ProviderFailure.Retryable : ProviderFailure.Rejected,
            response.StatusCode == HttpStatusCode.Unauthorized ? "Shunya refused the key. Check SHUNYA_API_KEY." : $"Shunya answered {(int)response.StatusCode}.")
        {
            Status = response.StatusCode,
            Code = response.StatusCode == HttpStatusCode.Unauthorized ? "bad_key" : "shunya_api_error",
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body, AnalysisOrder order)
    {
        var settings = options.CurrentValue;
        if (!IsReady)
        {
            throw new ProviderException(Name, ProviderFailure.Rejected, "No Shunya key is set: set SHUNYA_API_KEY.") { Code = "config" };
        }

        var request = new HttpRequestMessage(method, $"{settings.BaseUrl.TrimEnd('/')}/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        request.Headers.TryAddWithoutValidation("X-Company-ID", order.OrganizationId.ToString());
        request.Headers.TryAddWithoutValidation("X-Target-Role", order.IsVisit ? "sales_rep" : "customer_rep");
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return request;
    }
}
