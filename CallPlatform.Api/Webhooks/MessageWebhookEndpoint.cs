using System.Security.Cryptography;
using CallPlatform.Core.Messages;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Webhooks;

/// <summary>The message gateway's two webhooks: how a message fared, and what people write.</summary>
internal static class MessageWebhookEndpoint
{
    // An empty answer in the gateway's own language: nothing is written back.
    private const string NoAnswer = """<?xml version="1.0" encoding="UTF-8"?><Response/>""";

    public static void MapMessageWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(MessageWebhook.StatusPath, (HttpContext http, WebhookInbox inbox, IOptionsMonitor<MessageGatewayOptions> options) => Receive("status", http, inbox, options.CurrentValue)).AcceptsWebhooks();
        routes.MapPost(MessageWebhook.InboundPath, (HttpContext http, WebhookInbox inbox, IOptionsMonitor<MessageGatewayOptions> options) => Receive("inbound", http, inbox, options.CurrentValue)).AcceptsWebhooks();
    }

    private static async Task<IResult> Receive(string kind, HttpContext http, WebhookInbox inbox, MessageGatewayOptions options)
    {
        var (body, refusal) = await WebhookDoor.ReadAsync(http);
        if (body is null)
        {
            return Refused(refusal, "too_large", "The body is larger than 2 MB.");
        }

        var fields = MessageForm.Parse(body);
        if (!MessageWebhook.IsAuthentic(Addresses(http.Request, options), fields, http.Request.Headers["X-Twilio-Signature"], options.AuthToken))
        {
            return Refused(401, "unauthorized", "The signature is missing or wrong. TWILIO_AUTH_TOKEN must be the account's, PUBLIC_URL the address that the gateway calls.");
        }

        if ((fields.GetValueOrDefault("MessageSid") ?? fields.GetValueOrDefault("SmsSid")) is not { Length: > 0 and <= 100 } sid)
        {
            return Refused(400, "bad_request", "There is no MessageSid.");
        }

        var words = Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 8));
        await inbox.StoreAsync(new WebhookEnvelope(MessageWebhook.Provider, kind, $"{kind}:{sid}:{words}", sid), body);
        WebhookDoor.Count(MessageWebhook.Provider, 200);
        return Results.Text(NoAnswer, "text/xml");
    }

    // Signed is the address that the gateway was given. Behind a proxy that is the public one.
    private static IEnumerable<string> Addresses(HttpRequest request, MessageGatewayOptions options)
    {
        var path = $"{request.Path}{request.QueryString}";
        if (!string.IsNullOrEmpty(options.PublicUrl))
        {
            yield return options.PublicUrl.TrimEnd('/') + path;
        }

        yield return $"{request.Scheme}://{request.Host}{path}";
    }

    private static IResult Refused(int status, string code, string detail)
    {
        WebhookDoor.Count(MessageWebhook.Provider, status);
        return Problems.Of(status, code, detail);
    }
}
