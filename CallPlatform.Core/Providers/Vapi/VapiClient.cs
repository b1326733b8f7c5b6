using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// Vapi's REST API. It has no idempotency key: a second POST /call is a second ringing phone, so a create is sent once, and an
/// answer that is none is reported as unknown. Reads may be repeated.
/// </summary>
internal sealed class VapiClient(HttpClient http, IOptionsMonitor<VapiOptions> options, ProviderHealth health, TimeProvider clock) : IVoiceProvider
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(15);

    // Vapi's list lags and its clock is not ours.
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(5);

    public string Name => VapiCallReader.Provider;

    public bool CanLookUp => true;

    public async Task<ReportedSignal> PlaceAsync(OutboundCall call, CancellationToken ct)
    {
        var body = VapiCreateCall.Body(call, options.CurrentValue);
        try
        {
            using var request = Request(HttpMethod.Post, "call", body);
            using var response = await SendAsync("create", request, ct);
            if (!response.IsSuccessStatusCode)
            {
                throw await VapiErrors.OfAsync(response, isCreate: true, ct);
            }

            using var answer = await ReadJsonAsync(response, ct);
            var placed = VapiCallReader.OfCall(answer.RootElement, SignalSource.DialAnswer, clock.GetUtcNow());
            return placed.ProviderCallId is null
                ? throw new ProviderException(Name, ProviderFailure.Unknown, "Vapi accepted the call but named no id.")
                : placed;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            // The phone may be ringing, even if it was our own shutdown or time-out that ended the request.
            throw new ProviderException(Name, ProviderFailure.Unknown, "Vapi gave no answer to the request to dial.", error) { Code = "no_answer" };
        }
    }

    public async Task<ReportedSignal> GetAsync(string providerCallId, CancellationToken ct)
    {
        using var answer = await ReadAsync("get", $"call/{Uri.EscapeDataString(providerCallId)}", ct);
        return VapiCallReader.OfCall(answer.RootElement, SignalSource.Poll, clock.GetUtcNow());
    }

    public async Task<ReportedSignal?> FindAttemptAsync(Guid attemptId, DateTimeOffset sentAt, CancellationToken ct)
    {
        var from = (sentAt - LookBack).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var before = "";

        // No filter by our id and no cursor: newest first, a thousand at a time, down to when it was sent.
        for (var page = 0; page < 20; page++)
        {
            using var answer = await ReadAsync("list", $"call?limit=1000&createdAtGe={Uri.EscapeDataString(from)}{before}", ct);
            if (answer.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new ProviderException(Name, ProviderFailure.Unknown, "Vapi's list of calls could not be read.");
            }

            string? oldest = null;
            foreach (var call in answer.RootElement.EnumerateArray())
            {
                var found = VapiCallReader.OfCall(call, SignalSource.Poll, clock.GetUtcNow());
                if (found.AttemptId == attemptId)
                {
                    return found;
                }

                oldest = VapiCallReader.Text(call, "createdAt");
            }

            if (answer.RootElement.GetArrayLength() < 1000 || oldest is null)
            {
                return null;
            }

            before = $"&createdAtLt={Uri.EscapeDataString(oldest)}";
        }

        throw new ProviderException(Name, ProviderFailure.Unknown, "Vapi lists too many calls to find one.");
    }

    public async Task EndAsync(string providerCallId, string? controlUrl, CancellationToken ct)
    {
        var address = controlUrl ?? await ControlUrlAsync(providerCallId, ct);
        if (address is null)
        {
            throw new ProviderException(Name, ProviderFailure.Retryable, "Vapi gives no way to end this call yet.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent("""{"type":"end-call"}""", Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = await SendAsync("end", request, ct);
            if (!response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone))
            {
                throw await VapiErrors.OfAsync(response, isCreate: false, ct);
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // Not the exception itself: its text holds the control URL, and whoever has that can hang up.
            throw new ProviderException(Name, ProviderFailure.Retryable, $"Vapi could not be asked to end the call ({error.GetType().Name}).");
        }
    }

    public async Task<HttpResponseMessage?> OpenRecordingAsync(string providerCallId, string? range, CancellationToken ct)
    {
        // Recordings lie in a private store: this address answers with a short-lived one, which is followed.
        using var request = Request(HttpMethod.Get, $"call/{Uri.EscapeDataString(providerCallId)}/mono-recording", null);
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        response.Dispose();
        return null;
    }

    private async Task<string?> ControlUrlAsync(string providerCallId, CancellationToken ct)
    {
        using var answer = await ReadAsync("get", $"call/{Uri.EscapeDataString(providerCallId)}", ct);
        return VapiCallReader.Text(VapiCallReader.Part(answer.RootElement, "monitor"), "controlUrl");
    }

    private async Task<JsonDocument> ReadAsync(string operation, string path, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timeout.CancelAfter(ReadTimeout);
            try
            {
                using var request = Request(HttpMethod.Get, path, null);
                using var response = await SendAsync(operation, request, timeout.Token);
                return response.IsSuccessStatusCode
                    ? await ReadJsonAsync(response, timeout.Token)
                    : throw await VapiErrors.OfAsync(response, isCreate: false, timeout.Token);
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or IOException && !ct.IsCancellationRequested)
            {
                if (attempt >= 2)
                {
                    throw new ProviderException(Name, ProviderFailure.Unknown, $"Vapi could not be asked ({error.GetType().Name}).", error) { Code = "no_answer" };
                }
            }
        }
    }

    private Task<HttpResponseMessage> SendAsync(string operation, HttpRequestMessage request, CancellationToken ct) =>
        health.SendAsync(Name, operation, token => http.SendAsync(request, token), ct);

    private HttpRequestMessage Request(HttpMethod method, string path, JsonObject? body)
    {
        var settings = options.CurrentValue;
        if (string.IsNullOrEmpty(settings.ApiKey))
        {
            throw new ProviderException(Name, ProviderFailure.Rejected, "No Vapi key is set: set VAPI_API_KEY and start again.") { Code = "config" };
        }

        var request = new HttpRequestMessage(method, new Uri(new Uri(settings.BaseUrl.TrimEnd('/') + "/"), path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        return await JsonDocument.ParseAsync(stream, cancellationToken: ct);
    }
}
