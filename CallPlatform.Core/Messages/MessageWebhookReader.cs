using System.Text;
using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Messages;

/// <summary>
/// The gateway's stored webhooks: how a message fared, and what people write. STOP puts the number on the suppression list of everyone
/// who ever wrote to it, START takes it off again if it was a message that put it there.
/// </summary>
internal sealed class MessageWebhookReader(CallPlatformDbContext db, TimeProvider clock) : IWebhookReader
{
    public string Provider => MessageWebhook.Provider;

    public async Task<IReadOnlyList<WebhookResult>> ReadAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken ct)
    {
        var results = new List<WebhookResult>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            var fields = MessageForm.Parse(delivery.Body);
            results.Add(delivery.Kind == "inbound" ? await InboundAsync(fields, ct) : await StatusAsync(fields, ct));
            await db.SaveChangesAsync(ct);
        }

        return results;
    }

    private async Task<WebhookResult> StatusAsync(Dictionary<string, string> fields, CancellationToken ct)
    {
        var sid = fields.GetValueOrDefault("MessageSid") ?? fields.GetValueOrDefault("SmsSid");
        if (await db.Messages.AsTracking().FirstOrDefaultAsync(m => m.ProviderMessageId == sid, ct) is not { } message)
        {
            return WebhookResult.Unroutable("No message of ours has this id.");
        }

        var status = fields.GetValueOrDefault("MessageStatus") switch
        {
            "sent" => MessageStatuses.Sent,
            "delivered" or "read" => MessageStatuses.Delivered,
            "undelivered" => MessageStatuses.Undelivered,
            "failed" or "canceled" => MessageStatuses.Failed,
            _ => null,
        };
        if (status is null)
        {
            return WebhookResult.Ignored("It tells nothing new.") with { OrganizationId = message.OrganizationId };
        }

        // Reports come in any order: only a later stage replaces an earlier one.
        if (MessageStatuses.Rank(status) > MessageStatuses.Rank(message.Status))
        {
            message.Status = status;
            message.ErrorCode = fields.GetValueOrDefault("ErrorCode") ?? message.ErrorCode;
            message.UpdatedAt = clock.GetUtcNow();
        }

        return WebhookResult.Processed(message.OrganizationId);
    }

    private async Task<WebhookResult> InboundAsync(Dictionary<string, string> fields, CancellationToken ct)
    {
        var from = fields.GetValueOrDefault("From") ?? "";
        var whatsApp = from.StartsWith("whatsapp:", StringComparison.Ordinal);
        var phone = whatsApp ? from["whatsapp:".Length..] : from;
        var body = fields.GetValueOrDefault("Body") ?? "";
        var sid = fields.GetValueOrDefault("MessageSid");
        var written = await db.Messages.Where(m => m.PhoneNumber == phone && m.Direction == "outbound")
            .OrderByDescending(m => m.CreatedAt).Take(100).Select(m => new { m.OrganizationId, m.LeadId }).ToListAsync(ct);
        if (written.Count == 0)
        {
            return WebhookResult.Unroutable("Nobody here ever wrote to this number.");
        }

        var now = clock.GetUtcNow();
        foreach (var organization in written.Select(w => w.OrganizationId).Distinct())
        {
            await StopOrStartAsync(organization, phone, body, now, ct);
        }

        if (await db.Messages.AnyAsync(m => m.ProviderMessageId == sid, ct))
        {
            return WebhookResult.Processed(written[0].OrganizationId);
        }

        db.Messages.Add(new Message
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = written[0].OrganizationId,
            Direction = "inbound",
            Channel = whatsApp ? MessageChannels.WhatsApp : MessageChannels.Sms,
            LeadId = written[0].LeadId,
            PhoneNumber = phone,
            Body = body.Length > MessageText.Longest ? body[..MessageText.Longest] : body,
            Status = MessageStatuses.Received,
            ProviderMessageId = sid,
            CreatedAt = now,
            UpdatedAt = now,
        });
        return WebhookResult.Processed(written[0].OrganizationId);
    }

    private async Task StopOrStartAsync(Guid organizationId, string phone, string body, DateTimeOffset now, CancellationToken ct)
    {
        if (MessageText.IsStop(body))
        {
            await MessageHours.SuppressAsync(db, organizationId, phone, now, ct);
        }
        else if (MessageText.IsStart(body))
        {
            await MessageHours.AllowAsync(db, organizationId, phone, ct);
        }
    }
}

/// <summary>A form-encoded body as fields; of a repeated one the first counts.</summary>
public static class MessageForm
{
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            fields.TryAdd(Decode(parts[0]), parts.Length > 1 ? Decode(parts[1]) : "");
        }

        return fields;
    }

    private static string Decode(string text) =>
        Uri.UnescapeDataString(text.Replace('+', ' ')).Replace("\0", "", StringComparison.Ordinal); // PostgreSQL keeps no NUL
}
