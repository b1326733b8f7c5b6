using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>
/// CallKaro's REST API. It has no idempotency key and no look-up of a call: a create is sent once, an answer that is none stays
/// unknown for good, and webhooks are the only source of progress.
/// </summary>
internal sealed class CallKaroClient(HttpClient http, IOptionsMonitor<CallKaroOptions> options, ProviderHealth health, TimeProvider clock)
    : IVoiceProvider
{
    public const string ProviderName = "callkaro";

    public string Name => ProviderName;

    public bool CanLookUp => false;

    public async Task<ReportedSignal> PlaceAsync(OutboundCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var request = Request(call);
        try
        {
            using var response = await health.SendAsync(Name, "create", token => http.SendAsync(request, token), ct);
            if (!response.IsSuccessStatusCode)
            {
                throw await CallKaroErrors.OfAsync(response, call.AgentRef, ct);
            }

            return Accepted(await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException error) when (NeverLeft(error.HttpRequestError))
        {
            throw new ProviderException(Name, ProviderFailure.Retryable, "CallKaro cannot be reached: nothing was sent.", error) { Code = "provider_down" };
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            // The phone may be ringing, even if it was our own shutdown or time-out that ended the request.
            throw new ProviderException(Name, ProviderFailure.Unknown, "CallKaro gave no answer to the request to dial.", error) { Code = "no_answer" };
        }
    }

    /// <summary>Never answers: there is nothing to ask. <see cref="StaleCallPoller"/> does not ask who cannot look up, it waits for the deadline.</summary>
    public Task<ReportedSignal> GetAsync(string providerCallId, CancellationToken ct) => throw NoLookup();

    public Task<ReportedSignal?> FindAttemptAsync(Guid attemptId, DateTimeOffset sentAt, CancellationToken ct) => throw NoLookup();

    /// <summary>CallKaro documents no way to end a running call: it ends by itself, and our books have it cancelled already.</summary>
    public Task EndAsync(string providerCallId, string? controlUrl, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Recordings are found by the address in the webhook, not by the call's id.</summary>
    public Task<HttpResponseMessage?> OpenRecordingAsync(string providerCallId, string? range, CancellationToken ct) =>
        Task.FromResult<HttpResponseMessage?>(null);

    private ProviderException NoLookup() =>
        new(Name, ProviderFailure.Unknown, "CallKaro has no way to ask after a call; its webhooks tell.") { Code = "no_lookup" };

    // The connection was never made, so no request left: the only failures without an answer that surely rang no phone.
    private static bool NeverLeft(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    /// <summary>Success names the call as <c>call_id</c>, on some accounts as <c>call_sid</c>: <c>{"call_id": "…", "status": "queued", "message": "…"}</c>.</summary>
    private ReportedSignal Accepted(byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        var id = CallKaroJson.Text(answer.RootElement, "call_id") ?? CallKaroJson.Text(answer.RootElement, "call_sid")
            ?? throw new ProviderException(Name, ProviderFailure.Unknown, "CallKaro accepted the call but named no id.");
        return new ReportedSignal(Name, id, null, new CallSignal
        {
            Source = SignalSource.DialAnswer,
            Rank = FactRank.Bare,
            Attempt = 1,
            At = clock.GetUtcNow(),
            Status = CallStatus.Queued,
            ProviderCallId = id,
        });
    }

    private HttpRequestMessage Request(OutboundCall call)
    {
        var settings = options.CurrentValue;
        if (string.IsNullOrEmpty(settings.ApiKey))
        {
            throw new ProviderException(Name, ProviderFailure.Rejected, "No CallKaro key is set: set CALLKARO_API_KEY and start again.") { Code = "config" };
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(settings.BaseUrl.TrimEnd('/') + "/"), "call/outbound"))
        {
            Content = new StringContent(Body(call, settings).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-API-KEY", settings.ApiKey);
        return request;
    }

    // What is in metadata comes back in every webhook, and renders in the agent's texts as {{metadata.name}}.
    private static JsonObject Body(OutboundCall call, CallKaroOptions settings)
    {
        var metadata = JsonNode.Parse(call.Variables) as JsonObject ?? [];
        metadata["name"] ??= call.CustomerName;
        if (call.FirstMessage is not null)
        {
            metadata["first_message"] = call.FirstMessage;
        }

        if (call.CustomPrompt is not null)
        {
            metadata["custom_prompt"] = call.CustomPrompt;
        }

        if (call.CallGoals != "[]")
        {
            metadata["call_goals"] = JsonNode.Parse(call.CallGoals);
        }

        metadata["call_id"] = call.CallId.ToString();
        metadata["attempt_id"] = call.AttemptId.ToString();
        var body = new JsonObject
        {
            ["to_number"] = call.ToNumber,
            ["agent_id"] = call.AgentRef,
            ["metadata"] = metadata,
            ["priority"] = 1,
            ["carry_over"] = false,

            // Hours and retries are ours: CallKaro shall neither wait nor dial again by itself.
            ["number_of_retries"] = 0,
        };
        if (!string.IsNullOrEmpty(settings.Language))
        {
            body["language"] = settings.Language;
        }

        return body;
    }
}
