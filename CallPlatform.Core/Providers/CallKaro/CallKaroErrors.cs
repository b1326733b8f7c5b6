using System.Net;
using System.Text.Json;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>Turns CallKaro's refusals, <c>{"message": "…"}</c>, into what they mean and which setting mends them.</summary>
internal static class CallKaroErrors
{
    public static async Task<ProviderException> OfAsync(HttpResponseMessage response, string? agentId, CancellationToken ct)
    {
        var said = await MessageAsync(response, ct);
        var (failure, code, advice) = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => (ProviderFailure.Rejected, Says(said, "number") ? "number" : "callkaro_api_error", null),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (ProviderFailure.Rejected, "bad_key", "Check CALLKARO_API_KEY."),
            HttpStatusCode.PaymentRequired => (ProviderFailure.Rejected, "payment_required", "The CallKaro account has no credit."),
            HttpStatusCode.NotFound => (ProviderFailure.Rejected, "unknown_agent", $"CallKaro knows no agent {agentId}: correct the AI agent's agent_id."),
            HttpStatusCode.TooManyRequests => (ProviderFailure.Retryable, "rate_limit", "CallKaro asks for fewer requests."),

            // "Unavailable" is said by the door in front of it; any other 5xx may have been said after the call was made.
            HttpStatusCode.ServiceUnavailable => (ProviderFailure.Retryable, "provider_down", null),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => (ProviderFailure.Unknown, "callkaro_down", null),
            _ => (ProviderFailure.Rejected, "callkaro_api_error", (string?)null),
        };
        return new ProviderException(
            CallKaroClient.ProviderName,
            failure,
            string.Join(' ', new[] { $"CallKaro answered {(int)response.StatusCode}:", said ?? response.StatusCode.ToString(), advice }.Where(t => t is not null)))
        {
            Status = response.StatusCode,
            Code = code,
            RetryAfter = response.Headers.RetryAfter is { } header
                ? header.Delta ?? (header.Date is { } date ? date - DateTimeOffset.UtcNow : null)
                : null,
        };
    }

    private static bool Says(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<string?> MessageAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct));
            var text = CallKaroJson.Text(body.RootElement, "message") ?? CallKaroJson.Text(body.RootElement, "error");
            return text is { Length: > 500 } ? text[..500] : text;
        }
        catch (Exception error) when (error is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
