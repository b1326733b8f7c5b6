using System.Globalization;
using System.Net;
using System.Text;
using CallPlatform.Core.Providers;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>What an endpoint answered; <c>Error</c> is null when it took the message.</summary>
public sealed record WebhookAnswer(int? Status, string? Error, int DurationMs)
{
    /// <summary>410: it wants nothing any more.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>
/// One signed POST. The address was given by a user, so every connection goes through <see cref="OutboundUrlGuard"/>; redirects are
/// not followed, and the answer's body is not read.
/// </summary>
public sealed class WebhookSender(HttpClient http, OutboundUrlGuard guard, SecretBox secrets, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Null when the address may be sent to, else why not.</summary>
    public async Task<string?> CheckAsync(string url, CancellationToken ct) =>
        await guard.CheckAsync(url, ct) is { } refusal ? refusal
        : new Uri(url).Scheme != Uri.UriSchemeHttps && !guard.Trusts(url) ? "It must be an https address." : null;

    public async Task<WebhookAnswer> SendAsync(WebhookEndpoint endpoint, WebhookMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(message);
        var now = clock.GetUtcNow();
        byte[][] boxes = endpoint.PreviousSecret is { } previous && endpoint.PreviousUntil > now ? [endpoint.Secret, previous] : [endpoint.Secret];
        var keys = boxes.Select(secrets.Open).OfType<string>().ToArray();
        if (keys.Length == 0)
        {
            return new WebhookAnswer(null, "Its secret cannot be read any more, as Auth:SigningKey was changed. Make a new secret.", 0);
        }

        var id = $"msg_{message.Id:N}";
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent(message.Body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Of(keys, id, now, message.Body));
        request.Headers.UserAgent.ParseAdd("CallPlatform-Webhooks/1.0");
        return await SendAsync(request, ct);
    }

    private async Task<WebhookAnswer> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        int Took() => (int)clock.GetElapsedTime(started).TotalMilliseconds;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return new WebhookAnswer((int)response.StatusCode, response.IsSuccessStatusCode ? null : $"It answered {(int)response.StatusCode}.", Took());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new WebhookAnswer(null, "It did not answer within 10 seconds.", Took());
        }
        catch (HttpRequestException error)
        {
            return new WebhookAnswer(null, error.Message.Contains("private network", StringComparison.Ordinal) ? "It points into a private network." : $"It cannot be reached ({error.HttpRequestError}).", Took());
        }
    }
}
