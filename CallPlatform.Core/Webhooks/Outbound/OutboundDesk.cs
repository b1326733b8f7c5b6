using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>Messages that people send: a test, and a failed one once more.</summary>
public sealed class OutboundDesk(CallPlatformDbContext db, IEventBus bus, TimeProvider clock)
{
    public async Task<WebhookMessage> SendTestAsync(Guid organizationId, Guid endpointId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var message = DeliverWebhookJob.Enqueue(
            db, organizationId, endpointId, WebhookEventTypes.Test, new JsonObject { ["message"] = "This is a test by a member of your staff." }, now);
        await db.SaveChangesAsync(ct);
        await WakeAsync();
        return message;
    }

    /// <summary>Sends it again, under its own id, from the first attempt on; a message that still waits is left alone. Null when there is none.</summary>
    public async Task<WebhookMessage?> ResendAsync(Guid endpointId, Guid messageId, CancellationToken ct)
    {
        // Its row is the lock: two people who press at once send it once.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select 1 from webhook_messages where id = {messageId} for update", ct);
        if (await db.WebhookMessages.AsTracking().FirstOrDefaultAsync(m => m.Id == messageId && m.EndpointId == endpointId, ct) is not { } message)
        {
            return null;
        }

        if (message.State != WebhookMessageStates.Waiting)
        {
            (message.State, message.Attempts, message.Error) = (WebhookMessageStates.Waiting, 0, null);
            var again = DeliverWebhookJob.JobOf(message, clock.GetUtcNow());
            again.Key += $":{message.LastAttemptAt?.UtcTicks}"; // the job that delivered it may not be taken off the list yet
            db.Jobs.Add(again);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            await WakeAsync();
        }

        return message;
    }

    private Task WakeAsync() => bus.PublishAsync([BusEvent.Wake(BusTopics.JobsDue, clock.GetUtcNow())], CancellationToken.None);
}
