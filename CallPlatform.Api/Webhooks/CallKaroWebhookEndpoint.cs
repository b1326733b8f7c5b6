using CallPlatform.Core.Providers.CallKaro;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Webhooks;

internal static class CallKaroWebhookEndpoint
{
    public static void MapCallKaroWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/callkaro/{token}", Receive).AcceptsWebhooks();

    // Nothing is signed: the token in the address is the secret, so a wrong one must not even learn that there is a route.
    private static async Task<IResult> Receive(
        string token, HttpContext http, WebhookTokens tokens, WebhookInbox inbox, IOptionsMonitor<CallKaroOptions> options)
    {
        var organization = WebhookTokens.Same(options.CurrentValue.WebhookToken, token)
            ? await tokens.FirstOrganizationAsync(http.RequestAborted)
            : await tokens.FindAsync("callkaro", token, http.RequestAborted);
        if (organization is not { } organizationId)
        {
            return Refused(404, "not_found", "There is nothing at this address.");
        }

        var (body, refusal) = await WebhookDoor.ReadAsync(http);
        if (body is null)
        {
            return Refused(refusal, "too_large", "The body is larger than 2 MB.");
        }

        if (WebhookDoor.TryOpen(body, bytes => CallKaroWebhook.Open(bytes, organizationId)) is not { } envelope)
        {
            return Refused(400, "bad_request", "The body is no JSON object with an event or a status.");
        }

        await inbox.StoreAsync(envelope, body);
        WebhookDoor.Count("callkaro", 200);
        return Results.Text("""{"ok":true}""", "application/json");
    }

    private static IResult Refused(int status, string code, string detail)
    {
        WebhookDoor.Count("callkaro", status);
        return Problems.Of(status, code, detail);
    }
}
