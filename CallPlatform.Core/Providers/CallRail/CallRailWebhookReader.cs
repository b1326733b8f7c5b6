using System.Text.Json;
using CallPlatform.Core.Inbound;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>CallRail's stored events become calls; a batch is applied at once.</summary>
internal sealed class CallRailWebhookReader(InboundIntake intake, TimeProvider clock) : IWebhookReader
{
    public string Provider => CallRailCallReader.Provider;

    public async Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var reports = deliveries.Select(d => ReportOf(d, now)).ToList();
        var told = await intake.ApplyAsync([.. reports.OfType<InboundReport>()], ct);
        var results = new List<WebhookResult>(deliveries.Count);
        var next = 0;
        foreach (var report in reports)
        {
            if (report is null)
            {
                results.Add(WebhookResult.Ignored("It names no call."));
                continue;
            }

            var result = told[next++];
            results.Add(result.OrganizationId is { } organization ? WebhookResult.Processed(organization) : WebhookResult.Unroutable(result.Reason!));
        }

        return results;
    }

    private static InboundReport? ReportOf(WebhookDelivery delivery, DateTimeOffset now)
    {
        using var body = JsonDocument.Parse(delivery.Body);
        return CallRailCallReader.Read(body.RootElement, delivery.Kind["call.".Length..], now) is { } report ? report with { TraceParent = delivery.TraceParent } : null;
    }
}
