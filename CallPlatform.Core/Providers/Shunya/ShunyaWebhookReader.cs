using System.Text.Json;
using CallPlatform.Core.Analysis;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>Shunya's stored events settle their tasks.</summary>
internal sealed class ShunyaWebhookReader(TaskDesk desk) : IWebhookReader
{
    public string Provider => ShunyaClient.Provider;

    public async Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct)
    {
        var settlements = deliveries.Select(SettlementOf).ToList();
        var tasks = await desk.ApplyAsync([.. settlements.OfType<Settlement>()], ct);
        var results = new List<WebhookResult>(deliveries.Count);
        var next = 0;
        foreach (var settlement in settlements)
        {
            if (settlement is null)
            {
                results.Add(WebhookResult.Ignored("It tells no end of any work."));
                continue;
            }

            var task = tasks[next++];
            results.Add(task is null ? WebhookResult.Unroutable("No task of ours has this id.") : WebhookResult.Processed(task.OrganizationId));
        }

        return results;
    }

    private static Settlement? SettlementOf(WebhookDelivery delivery)
    {
        using var body = JsonDocument.Parse(delivery.Body);
        return ShunyaReader.OfWebhook(body.RootElement);
    }
}
