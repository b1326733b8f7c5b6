using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>Vapi's stored messages become signals; a batch is applied at once.</summary>
internal sealed class VapiWebhookReader(SignalIntake intake, TimeProvider clock) : IWebhookReader
{
    public string Provider => VapiCallReader.Provider;

    public async Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var signals = deliveries.Select(d => SignalOf(d, now)).ToList();
        var outcome = await intake.ApplyAsync([.. signals.OfType<ReportedSignal>()], ct);
        return [.. signals.Select(signal => ResultOf(signal, outcome))];
    }

    private static ReportedSignal? SignalOf(WebhookDelivery delivery, DateTimeOffset now)
    {
        using var body = JsonDocument.Parse(delivery.Body);
        return VapiCallReader.OfMessage(VapiCallReader.Part(body.RootElement, "message"), now) is { } signal ? signal with { TraceParent = delivery.TraceParent } : null;
    }

    private static WebhookResult ResultOf(ReportedSignal? signal, SignalOutcome outcome)
    {
        if (signal is null)
        {
            return WebhookResult.Ignored("It tells nothing about the call's state.");
        }

        return outcome.Homes.TryGetValue(signal, out var call)
            ? WebhookResult.Processed(call.OrganizationId)
            : WebhookResult.Unroutable("No call of ours has this id.");
    }
}
