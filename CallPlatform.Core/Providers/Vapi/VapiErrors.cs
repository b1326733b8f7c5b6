using System.Net;
using System.Text.Json;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// Turns Vapi's refusals into what they mean. The body is NestJS's: <c>{"message": "…" | ["…"], "error": "Bad Request", "statusCode": 400}</c>.
/// </summary>
internal static class VapiErrors
{
    public static async Task<ProviderException> OfAsync(HttpResponseMessage response, bool isCreate, CancellationToken ct)
    {
        var status = response.StatusCode;
        var said = await MessageAsync(response, ct);
        var (failure, code, advice) = (int)status switch
        {
            // The text tells the faces of the concurrency limit from other 400s, the status does not.
            400 when Says(said, "concurrency limit") => (ProviderFailure.Retryable, "concurrency", "All lines at Vapi are busy."),
            400 when Says(said, "daily outbound call limit") => (ProviderFailure.Retryable, "daily_limit", "This Vapi number has made all its calls of the day."),
            400 when Says(said, "phone number. need") || Says(said, "assistant") => (ProviderFailure.Rejected, "config", "Check the assistant id and the phone number id."),
            400 => (ProviderFailure.Rejected, Says(said, "e.164") ? "number" : "vapi_api_error", null),
            401 => (ProviderFailure.Rejected, "bad_key", "Check VAPI_API_KEY: it must be the private key."),
            402 => (ProviderFailure.Rejected, "payment_required", "The Vapi account has no credit."),
            403 => (ProviderFailure.Rejected, "forbidden", "Vapi's front door refused the request."),
            404 => (ProviderFailure.NotFound, "not_found", null),
            408 => (isCreate ? ProviderFailure.Unknown : ProviderFailure.Retryable, "timeout", null),
            429 => (ProviderFailure.Retryable, "rate_limit", "Vapi asks for fewer requests."),
            >= 500 => (isCreate ? ProviderFailure.Unknown : ProviderFailure.Retryable, "vapi_down", null),
            _ => (ProviderFailure.Rejected, "vapi_api_error", (string?)null),
        };
        return new ProviderException(VapiCallReader.Provider, failure, string.Join(' ', new[] { $"Vapi answered {(int)status}:", said ?? status.ToString(), advice }.Where(t => t is not null)))
        {
            Status = status,
            Code = code,
            RetryAfter = code == "daily_limit" ? UntilNextUtcDay() : RetryAfter(response),
        };
    }

    private static TimeSpan UntilNextUtcDay() => DateTime.UtcNow.Date.AddDays(1) - DateTime.UtcNow;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } header
            ? header.Delta ?? (header.Date is { } date ? date - DateTimeOffset.UtcNow : null)
            : null;

    private static bool Says(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<string?> MessageAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            using var body = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            var message = VapiCallReader.Part(body.RootElement, "message");
            var text = message.ValueKind switch
            {
                JsonValueKind.String => message.GetString(),
                JsonValueKind.Array => string.Join(' ', message.EnumerateArray().Select(m => m.ToString())),
                _ => VapiCallReader.Text(body.RootElement, "error"),
            };
            return text is { Length: > 500 } ? text[..500] : text;
        }
        catch (Exception error) when (error is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
