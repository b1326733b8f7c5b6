using CallPlatform.Core.Data;
using CallPlatform.Core.Providers.Shunya;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Options;

namespace CallPlatform.Api.Webhooks;

internal static class ShunyaWebhookEndpoint
{
    public static void MapShunyaWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/shunya/webhook", Receive).AcceptsWebhooks();

    private static async Task<IResult> Receive(
        HttpContext http, WebhookInbox inbox, IOptionsMonitor<ShunyaOptions> options, Database database, TimeProvider clock, CancellationToken ct)
    {
        var (body, refusal) = await WebhookDoor.ReadAsync(http);
        if (body is null)
        {
            return Refused(refusal, "too_large", "The body is larger than 2 MB.");
        }

        var headers = http.Request.Headers;
        if (!ShunyaWebhook.IsAuthentic(
            headers["X-Shunya-Signature"].FirstOrDefault(), headers["X-Shunya-Timestamp"].FirstOrDefault(), body, options.CurrentValue, clock.GetUtcNow()))
        {
            return Refused(401, "unauthorized", "The signature is missing, wrong, or older than five minutes. It must be made with SHUNYA_WEBHOOK_SECRET.");
        }

        ShunyaDelivery? delivery = null;
        WebhookDoor.TryOpen(body, bytes => (delivery = ShunyaWebhook.Open(bytes, headers["X-Shunya-Task-Id"].FirstOrDefault()))?.Envelope);
        if (delivery is null)
        {
            return Refused(400, "bad_request", "The body is no JSON object with event_type.");
        }

        // A task of one company must not be settled in another's name. A task that nobody knows is kept, and shown to staff.
        if (await ShunyaWebhook.OwnerAsync(database, delivery, ct) is { } owner
            && !string.Equals(delivery.CompanyId, owner.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            return Refused(403, "wrong_company", "The task belongs to another company than company_id names.");
        }

        await inbox.StoreAsync(delivery.Envelope, body);
        WebhookDoor.Count("shunya", 200);
        return Results.Text("""{"success": true}""", "application/json");
    }

    private static IResult Refused(int status, string code, string detail)
    {
        WebhookDoor.Count("shunya", status);
        return Problems.Of(status, code, detail);
    }
}
