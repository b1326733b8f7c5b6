using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Messages;

/// <summary>
/// Sends through Twilio's Messages API. A send has no idempotency key: it is made once, and an answer that is none stays unknown.
/// </summary>
public sealed class MessageGateway(HttpClient http, IOptionsMonitor<MessageGatewayOptions> options)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public bool IsSet => options.CurrentValue.IsSet;

    /// <summary>Returns the gateway's id. Throws <see cref="ProviderException"/>, which says whether the message may be on its way.</summary>
    public async Task<string> SendAsync(string channel, string phoneNumber, string body, CancellationToken ct)
    {
        var settings = options.CurrentValue;
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(new Uri(settings.BaseUrl.TrimEnd('/') + "/"), $"2010-04-01/Accounts/{Uri.EscapeDataString(settings.AccountSid ?? "")}/Messages.json"))
        {
            Content = new FormUrlEncodedContent(Fields(settings, channel, phoneNumber, body)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.AccountSid}:{settings.AuthToken}")));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(timeout.Token));
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response, answer.RootElement);
            }

            return answer.RootElement.TryGetProperty("sid", out var sid) && sid.GetString() is { Length: > 0 } id
                ? id
                : throw new ProviderException("messages", ProviderFailure.Unknown, "The gateway took the message but named no id.");
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new ProviderException("messages", ProviderFailure.Retryable, "The message gateway cannot be reached.", error);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or IOException)
        {
            throw new ProviderException("messages", ProviderFailure.Unknown, "The message gateway gave no answer.", error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(MessageGatewayOptions settings, string channel, string phoneNumber, string body)
    {
        var prefix = channel == MessageChannels.WhatsApp ? "whatsapp:" : "";
        yield return new("To", prefix + phoneNumber);
        yield return new("From", prefix + (channel == MessageChannels.WhatsApp ? settings.WhatsAppFrom ?? settings.From : settings.From));
        yield return new("Body", body);
        if (!string.IsNullOrEmpty(settings.PublicUrl))
        {
            yield return new("StatusCallback", settings.PublicUrl.TrimEnd('/') + MessageWebhook.StatusPath);
        }
    }

    // {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "more_info": "…", "status": 400}
    private static ProviderException Refused(HttpResponseMessage response, JsonElement answer)
    {
        var code = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("code", out var number) ? number.ToString() : "";
        var said = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("message", out var message) ? message.ToString() : response.StatusCode.ToString();
        var failure = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ProviderFailure.Retryable,
            >= HttpStatusCode.InternalServerError => ProviderFailure.Unknown,
            _ => ProviderFailure.Rejected,
        };
        var advice = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? " Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN." : "";
        return new ProviderException("messages", failure, $"The message gateway answered {(int)response.StatusCode}: {said}{advice}")
        {
            Status = response.StatusCode, Code = code, RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
