using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>CallKaro's stored deliveries become signals; a batch is applied at once. What speaks of another organisation's call is put aside.</summary>
internal sealed class CallKaroWebhookReader(CallPlatformDbContext db, SignalIntake intake, TimeProvider clock) : IWebhookReader
{
    public string Provider => CallKaroClient.ProviderName;

    public async Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var read = deliveries.Select(d => (Organization: CallKaroWebhook.OrganizationOf(d), Signal: SignalOf(d, now))).ToList();
        var owners = await OwnersAsync([.. read.Select(r => r.Signal).OfType<ReportedSignal>()], ct);
        var own = read.Select(r => r.Signal is { } signal && owners(signal) == r.Organization ? signal : null).ToList();
        var outcome = await intake.ApplyAsync([.. own.OfType<ReportedSignal>()], ct);
        return [.. read.Zip(own, (r, signal) => ResultOf(r.Signal, signal, r.Organization, outcome))];
    }

    private static ReportedSignal? SignalOf(WebhookDelivery delivery, DateTimeOffset now) =>
        CallKaroWebhook.SignalOf(delivery.Body, now) is { } signal ? signal with { TraceParent = delivery.TraceParent } : null;

    private static WebhookResult ResultOf(ReportedSignal? said, ReportedSignal? own, Guid organizationId, SignalOutcome outcome)
    {
        if (said is null)
        {
            return WebhookResult.Ignored("It tells nothing about the call's state.") with { OrganizationId = organizationId };
        }

        return own is not null && outcome.Homes.ContainsKey(own)
            ? WebhookResult.Processed(organizationId)
            : WebhookResult.Unroutable("No call of this organisation has this id.") with { OrganizationId = organizationId };
    }

    private async Task<Func<ReportedSignal, Guid?>> OwnersAsync(IReadOnlyList<ReportedSignal> signals, CancellationToken ct)
    {
        var attemptIds = signals.Where(s => s.AttemptId is not null).Select(s => s.AttemptId!.Value).Distinct().ToArray();
        var callIds = signals.Where(s => s.ProviderCallId is not null).Select(s => s.ProviderCallId!).Distinct().ToArray();
        var attempts = await db.DialAttempts
            .Where(a => attemptIds.Contains(a.Id) || (a.Provider == CallKaroClient.ProviderName && callIds.Contains(a.ProviderCallId!)))
            .Select(a => new { a.Id, a.ProviderCallId, a.OrganizationId }).ToListAsync(ct);
        return signal => (attempts.FirstOrDefault(a => a.Id == signal.AttemptId)
            ?? attempts.FirstOrDefault(a => a.ProviderCallId == signal.ProviderCallId && signal.ProviderCallId is not null))?.OrganizationId;
    }
}
