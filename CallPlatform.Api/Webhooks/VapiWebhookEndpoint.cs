using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Providers.Vapi;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Webhooks;

internal static class VapiWebhookEndpoint
{
    public static void MapVapiWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/calls/webhook", Receive).AcceptsWebhooks();

    private static async Task<IResult> Receive(HttpContext http, WebhookInbox inbox, LiveLines lines, IOptionsMonitor<VapiOptions> options, TimeProvider clock)
    {
        var (body, refusal) = await WebhookDoor.ReadAsync(http);
        if (body is null)
        {
            return Refused(refusal, "too_large", "The body is larger than 2 MB.");
        }

        if (!VapiWebhook.IsAuthentic(name => http.Request.Headers[name].FirstOrDefault(), body, options.CurrentValue, clock.GetUtcNow()))
        {
            return Refused(401, "unauthorized", "The webhook secret is missing or wrong. It must be the value of VAPI_WEBHOOK_SECRET.");
        }

        var envelope = WebhookDoor.TryOpen(body, bytes => VapiWebhook.Open(bytes));
        if (envelope is null)
        {
            return Refused(400, "bad_request", "The body is no JSON with message.type.");
        }

        WebhookDoor.Count("vapi", 200);
        switch (envelope.Kind)
        {
            // These two wait for an answer on the line; nothing in them changes a call.
            case "tool-calls" or "function-call":
                return Json(VapiReplies.ToToolCalls(body));
            case "assistant-request":
                return Json(VapiReplies.ToAssistantRequest(options.CurrentValue));

            // For those who watch the call; the report brings it again, so it need not go through the inbox.
            case "transcript":
                if (VapiTranscript.LineOf(body, clock.GetUtcNow()) is { } line)
                {
                    await lines.HearAsync(line, http.RequestAborted);
                }

                return Json(VapiReplies.Ok);

            // Many a second and of no consequence: acknowledged, not kept.
            case "speech-update" or "conversation-update" or "model-output" or "user-interrupted" or "voice-input":
                return Json(VapiReplies.Ok);
            default:
                await inbox.StoreAsync(envelope, body);
                return Json(VapiReplies.Ok);
        }
    }

    private static IResult Refused(int status, string code, string detail)
    {
        WebhookDoor.Count("vapi", status);
        return Problems.Of(status, code, detail);
    }

    private static IResult Json(string text) => Results.Text(text, "application/json", Encoding.UTF8);
}
