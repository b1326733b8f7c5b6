namespace CallPlatform.Simulator.Sim;

/// <summary>One event on its way. The body is made when it is sent: a backlog of them stays small, and every attempt may differ.</summary>
internal sealed record Webhook(string Provider, string CallId, string Type, string Url, Func<byte[]> Body)
{
    public string ContentType { get; init; } = "application/json";
    public Action<HttpRequestMessage, byte[]>? Sign { get; init; }
    public double TimeoutSeconds { get; init; } = 20;
    public RetryPlan Retry { get; init; } = RetryPlan.None;
}

internal sealed record RetryPlan(int MaxRetries, double BaseDelaySeconds, bool Exponential, IReadOnlyList<int> Excluded)
{
    public static readonly RetryPlan None = new(0, 0, false, []);

    public TimeSpan Delay(int attempt) => TimeSpan.FromSeconds(Exponential ? BaseDelaySeconds * Math.Pow(2, attempt - 1) : BaseDelaySeconds);
}

internal sealed record DeliveryRecord(
    string Provider, string CallId, string Type, string Url, DateTimeOffset At, int Attempt, int? Status, string? Error, string? Fault, double TookMs, int Bytes);

/// <summary>
/// Keeps one call's events in the order they happened while thousands of calls send at once.
/// A retry leaves the queue, so a later event may overtake it, as with a real provider.
/// </summary>
internal sealed class Outbox(WebhookSender sender)
{
    private readonly Lock gate = new();
    private readonly Queue<Webhook> waiting = new();
    private List<Webhook>? held;
    private bool draining;

    /// <summary>From here on nothing leaves until <see cref="ReleaseReversedTwice"/>.</summary>
    public void Hold()
    {
        lock (gate)
        {
            held = [];
        }
    }

    public void Post(Webhook webhook)
    {
        lock (gate)
        {
            if (held is not null)
            {
                held.Add(webhook);
                return;
            }
        }
        sender.Admit(webhook, Enqueue);
    }

    public void ReleaseReversedTwice()
    {
        List<Webhook> all;
        lock (gate)
        {
            all = held ?? [];
            held = null;
        }
        all.Reverse();
        foreach (var webhook in all)
        {
            sender.Admit(webhook, Enqueue);
            sender.Admit(webhook, Enqueue);
        }
    }

    private void Enqueue(Webhook webhook)
    {
        lock (gate)
        {
            waiting.Enqueue(webhook);
            if (draining)
            {
                return;
            }
            draining = true;
        }
        _ = Task.Run(DrainAsync);
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            Webhook? next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next))
                {
                    draining = false;
                    return;
                }
            }
            await sender.SendAsync(next, attempt: 1);
        }
    }
}
