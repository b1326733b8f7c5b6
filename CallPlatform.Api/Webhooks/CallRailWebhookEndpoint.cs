using CallPlatform.Core.Providers.CallRail;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Webhooks;

internal static class CallRailWebhookEndpoint
{
    public static void MapCallRailWebhooks(this IEndpointRouteBuilder routes)
    {
        foreach (var name in CallRailWebhook.Events)
        {
            routes.MapPost(
                $"/api/v1/callrail/call.{name}",
                (HttpContext http, WebhookInbox inbox, IOptionsMonitor<CallRailOptions> options) => Receive(name, http, inbox, options.CurrentValue)).AcceptsWebhooks();
        }
    }

    private static async Task<IResult> Receive(string name, HttpContext http, WebhookInbox inbox, CallRailOptions options)
    {
        var (body, refusal) = await WebhookDoor.ReadAsync(http);
        if (body is null)
        {
            return Refused(refusal, "too_large", "The body is larger than 2 MB.");
        }

        if (!CallRailWebhook.IsAuthentic(http.Request.Headers["Signature"].FirstOrDefault(), body, options))
        {
            return Refused(401, "unauthorized", "The signature is missing or wrong. It must be made with the company's signing key, CALLRAIL_SIGNING_KEY.");
        }

        if (WebhookDoor.TryOpen(body, bytes => CallRailWebhook.Open(name, bytes)) is not { } envelope)
        {
            return Refused(400, "bad_request", "The body is no JSON object with call_id or resource_id.");
        }

        // CallRail never sends again: what is answered 200 is durable, what is not is found by the sweep.
        await inbox.StoreAsync(envelope, body);
        WebhookDoor.Count("callrail", 200);
        return Results.Text("""{"success": true}""", "application/json");
    }

    private static IResult Refused(int status, string code, string detail)
    {
        WebhookDoor.Count("callrail", status);
        return Problems.Of(status, code, detail);
    }
}
