using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>
/// Sends one message until it is taken, over two days. A crash after the request repeats it under the same <c>webhook-id</c>, by which
/// receivers know it. An endpoint that fails again and again is asked by one message at a time, so that it holds up nobody else's.
/// </summary>
internal sealed class DeliverWebhookJob(CallPlatformDbContext db, WebhookSender sender, TimeProvider clock) : IJobHandler
{
    private const int FailuresUntilQuiet = 3;
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(16),
    ];

    public static string Kind => "deliver_webhook";

    /// <summary>Adds a message and its job to what is saved.</summary>
    public static WebhookMessage Enqueue(CallPlatformDbContext db, Guid organization, Guid endpoint, string type, JsonObject data, DateTimeOffset now)
    {
        var message = new WebhookMessage
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organization, EndpointId = endpoint, EventType = type, CreatedAt = now,
            Body = new JsonObject { ["type"] = type, ["timestamp"] = now.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["data"] = data }.ToJsonString(),
        };
        db.WebhookMessages.Add(message);
        db.Jobs.Add(JobOf(message, now));
        return message;
    }

    public static Job JobOf(WebhookMessage message, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), OrganizationId = message.OrganizationId, Kind = Kind, Key = message.Id.ToString("N"),
        Payload = new JsonObject { ["message_id"] = message.Id.ToString() }.ToJsonString(), DueAt = now, CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var id = Guid.Parse(JsonNode.Parse(job.Payload)!["message_id"]!.GetValue<string>());
        var message = await db.WebhookMessages.AsTracking().FirstOrDefaultAsync(m => m.Id == id && m.State == WebhookMessageStates.Waiting, ct);
        var endpoint = message is null ? null : await db.WebhookEndpoints.FirstOrDefaultAsync(e => e.Id == message.EndpointId, ct);
        if (message is null || endpoint is null)
        {
            return JobOutcome.Done;
        }

        var now = clock.GetUtcNow();
        if (!endpoint.IsActive)
        {
            return await GiveUpAsync(message, endpoint, "The endpoint was switched off.", ct);
        }

        if (endpoint.QuietUntil > now && message.EventType != WebhookEventTypes.Test)
        {
            return JobOutcome.Again(endpoint.QuietUntil.Value + Jitter(TimeSpan.FromSeconds(30)));
        }

        var answer = await sender.SendAsync(endpoint, message, ct);
        message.Attempts++;
        (message.LastAttemptAt, message.ResponseStatus, message.Error, message.DurationMs) = (now, answer.Status, answer.Error, answer.DurationMs);
        if (answer.Error is null)
        {
            (message.State, message.DeliveredAt) = (WebhookMessageStates.Delivered, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await NoteSuccessAsync(endpoint, ct);
            return JobOutcome.Done;
        }

        await NoteFailureAsync(endpoint, ct);
        if (answer.IsGone)
        {
            await db.WebhookEndpoints.Where(e => e.Id == endpoint.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.IsActive, false), ct);
        }

        if (answer.IsGone || message.Attempts > Delays.Length || message.EventType == WebhookEventTypes.Test)
        {
            return await GiveUpAsync(message, endpoint, answer.Error, ct);
        }

        await db.SaveChangesAsync(ct);
        var delay = Delays[message.Attempts - 1];
        return JobOutcome.Again(clock.GetUtcNow() + delay + Jitter(delay / 5));
    }

    private async Task<JobOutcome> GiveUpAsync(WebhookMessage message, WebhookEndpoint endpoint, string error, CancellationToken ct)
    {
        (message.State, message.Error) = (WebhookMessageStates.Failed, error);
        await db.SaveChangesAsync(ct);
        if (message.EventType != WebhookEventTypes.Test)
        {
            var (now, host) = (clock.GetUtcNow(), new Uri(endpoint.Url).Host);
            var (notice, key) = (Guid.CreateVersion7(now), $"{endpoint.Id:N}:{now:yyyy-MM-dd}");
            var text = $"The webhook endpoint at {host} did not take messages: {error} They can be sent again in the settings.";
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into notices (id, organization_id, kind, key, message, created_at) values ({notice}, {endpoint.OrganizationId}, 'webhook_failing', {key}, {text}, {now})
                on conflict (organization_id, kind, key) do nothing
                """,
                ct);
        }

        return JobOutcome.Done;
    }

    private Task NoteSuccessAsync(WebhookEndpoint endpoint, CancellationToken ct) => endpoint is { ConsecutiveFailures: 0, QuietUntil: null }
        ? Task.CompletedTask
        : db.WebhookEndpoints.Where(e => e.Id == endpoint.Id).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.ConsecutiveFailures, 0).SetProperty(e => e.QuietUntil, (DateTimeOffset?)null), ct);

    private Task NoteFailureAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        var failures = endpoint.ConsecutiveFailures + 1;
        DateTimeOffset? quiet = failures < FailuresUntilQuiet
            ? null
            : clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(LongestQuiet.TotalSeconds, 10 * Math.Pow(2, Math.Min(failures - FailuresUntilQuiet, 10))));
        return db.WebhookEndpoints.Where(e => e.Id == endpoint.Id).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.ConsecutiveFailures, e => e.ConsecutiveFailures + 1).SetProperty(e => e.QuietUntil, quiet), ct);
    }

    private static TimeSpan Jitter(TimeSpan most) => most * Random.Shared.NextDouble();
}
