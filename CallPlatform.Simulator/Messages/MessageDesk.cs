using System.Collections.Concurrent;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Messages;

internal sealed class GatewayMessage
{
    public required string Sid { get; init; }
    public required string To { get; init; }
    public string? From { get; init; }
    public string? MessagingServiceSid { get; init; }
    public required string Body { get; init; }
    public string? StatusCallback { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Direction { get; init; }
    public string Status { get; set; } = "queued";
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public int? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
}

/// <summary>Sends texts nobody gets, tells what became of them, and lets people answer.</summary>
internal sealed class MessageDesk
{
    public const string Provider = "messages";

    private readonly ConcurrentDictionary<string, GatewayMessage> bySid = new();
    private readonly BoundedLog<GatewayMessage> messages;
    private readonly ConcurrentDictionary<string, bool> stopped = new();
    private readonly Timeline timeline;
    private readonly WebhookSender sender;
    private readonly MessageWebhooks webhooks;

    public MessageDesk(Settings settings, Timeline timeline, WebhookSender sender, MessageWebhooks webhooks)
    {
        (this.timeline, this.sender, this.webhooks) = (timeline, sender, webhooks);
        messages = new BoundedLog<GatewayMessage>(() => settings.Now.MaxCalls, forgotten => bySid.TryRemove(forgotten.Sid, out _));
    }

    public IEnumerable<GatewayMessage> NewestFirst() => messages.NewestFirst();

    public GatewayMessage? Find(string sid) => bySid.GetValueOrDefault(sid);

    public bool HasStopped(string number) => stopped.ContainsKey(number);

    public GatewayMessage Send(string to, string? from, string? service, string body, string? callback)
    {
        var message = Keep(to, from, service, body, callback, "outbound-api");
        timeline.Play(Tell(message));
        return message;
    }

    /// <summary>A person writes. STOP and START are obeyed here as the real gateway obeys them, before anybody is told.</summary>
    public GatewayMessage Receive(string from, string to, string body, string? url, Outbox? outbox = null)
    {
        var message = Keep(to, from, null, body, null, "inbound");
        message.Status = "received";
        switch (body.Trim().ToUpperInvariant())
        {
            case "STOP" or "STOPALL" or "UNSUBSCRIBE" or "CANCEL" or "END" or "QUIT":
                stopped[from] = true;
                break;
            case "START" or "YES" or "UNSTOP":
                stopped.TryRemove(from, out _);
                break;
        }
        webhooks.Inbound(message, url, outbox ?? new Outbox(sender));
        return message;
    }

    public void Reset()
    {
        bySid.Clear();
        messages.Clear();
        stopped.Clear();
    }

    private GatewayMessage Keep(string to, string? from, string? service, string body, string? callback, string direction)
    {
        var now = DateTimeOffset.UtcNow;
        var message = new GatewayMessage
        {
            Sid = "SM" + Guid.CreateVersion7(now).ToString("N"),
            To = to,
            From = from ?? "+15550100180",
            MessagingServiceSid = service,
            Body = body,
            StatusCallback = callback,
            CreatedAt = now,
            UpdatedAt = now,
            Direction = direction,
        };
        bySid[message.Sid] = message;
        messages.Add(message);
        return message;
    }

    private IEnumerator<double> Tell(GatewayMessage message)
    {
        var scenario = DigitTable.For(message.To);
        var outbox = new Outbox(sender);
        if (scenario == Scenario.DoubledReversed)
        {
            outbox.Hold();
        }
        yield return 1;
        Move(message, "sent", outbox);
        yield return 4;
        switch (scenario)
        {
            case Scenario.Busy:
                Move(message, "undelivered", outbox, 30003, "Unreachable destination handset");
                break;
            case Scenario.NoAnswer:
                // Sent, and nothing is ever heard of it again.
                break;
            case Scenario.Voicemail:
                Move(message, "undelivered", outbox, 30006, "Landline or unreachable carrier");
                break;
            case Scenario.AssistantError:
                Move(message, "failed", outbox, 30008, "Unknown error");
                break;
            default:
                Move(message, "delivered", outbox);
                break;
        }
        if (scenario == Scenario.DoubledReversed)
        {
            outbox.ReleaseReversedTwice();
        }

        var reply = scenario switch { Scenario.OptsOut => "STOP", Scenario.Books => "Yes please, Thursday morning works for me.", _ => null };
        if (reply is not null)
        {
            yield return 20;
            Receive(message.To, message.From!, reply, null, outbox);
        }
    }

    private void Move(GatewayMessage message, string status, Outbox outbox, int? error = null, string? text = null)
    {
        var now = DateTimeOffset.UtcNow;
        (message.Status, message.UpdatedAt, message.ErrorCode, message.ErrorMessage) = (status, now, error, text);
        message.SentAt ??= now;
        webhooks.Status(message, status, outbox);
    }
}
