namespace CallPlatform.Core.Events;

/// <summary>
/// Tells other processes that something happened. PostgreSQL's rows are the truth; the bus only saves the wait: a message
/// that is lost costs latency, never data, so every listener also looks by itself now and then.
/// </summary>
public interface IEventBus
{
    /// <summary>Tells every process, this one included, soon: it does not wait for the bus, and does not throw when it is down.</summary>
    Task PublishAsync(IReadOnlyCollection<BusEvent> events, CancellationToken ct);

    /// <summary>Calls <paramref name="handler"/> for each event from now on, until disposed. Handlers must be quick and not throw.</summary>
    IDisposable Subscribe(Action<BusEvent> handler);
}

/// <summary>What happened, in a few words: ids, never personal data.</summary>
/// <param name="Topic">One of <see cref="BusTopics"/>.</param>
/// <param name="OrganizationId">Whose it is; null for a wake-up.</param>
/// <param name="CallId">The call it is about.</param>
/// <param name="Status">The call's status on the wire.</param>
/// <param name="CampaignId">The campaign it is about.</param>
/// <param name="At">UTC.</param>
/// <param name="TraceParent">W3C trace context of what caused it.</param>
public sealed record BusEvent(
    string Topic, Guid? OrganizationId, Guid? CallId, string? Status, Guid? CampaignId, DateTimeOffset At, string? TraceParent = null)
{
    /// <summary>A wake-up for a loop.</summary>
    public static BusEvent Wake(string topic, DateTimeOffset now) => new(topic, null, null, null, null, now);
}

public static class BusTopics
{
    /// <summary>A call changed; <see cref="BusEvent.Status"/> says to what.</summary>
    public const string CallChanged = "call.changed";

    /// <summary>Somebody said something on a call that talks.</summary>
    public const string LineHeard = "call.heard";

    /// <summary>Somebody's role, password or session changed: what processes remember of it is void.</summary>
    public const string AccessChanged = "wake.access";

    /// <summary>Who is told what by outbound webhooks changed.</summary>
    public const string WebhooksChanged = "wake.webhooks";

    /// <summary>What is cached under a key is void; the event's status is the key.</summary>
    public const string CacheChanged = "wake.cache";

    /// <summary>An export moved; the event's status says how far it is.</summary>
    public const string ExportChanged = "export.changed";

    /// <summary>Jobs are due.</summary>
    public const string JobsDue = "wake.jobs";

    /// <summary>Deliveries lie in the inbox.</summary>
    public const string InboxFilled = "wake.inbox";

    /// <summary>Calls are due, or a line got free.</summary>
    public const string CallsDue = "wake.calls";

    /// <summary>What wakes a loop: there is work, whoever takes it. All else every process must hear.</summary>
    public static readonly IReadOnlyList<string> Wakes = [JobsDue, InboxFilled, CallsDue];
}
