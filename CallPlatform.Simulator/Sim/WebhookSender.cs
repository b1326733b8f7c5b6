using System.Diagnostics;
using System.Net.Http.Headers;

namespace CallPlatform.Simulator.Sim;

internal sealed partial class WebhookSender(Settings settings, Timeline timeline, ILogger<WebhookSender> log) : IDisposable
{
    private readonly SemaphoreSlim slots = new(settings.Now.WebhookConcurrency);
    private readonly BoundedLog<DeliveryRecord> deliveries = new(() => settings.Now.MaxDeliveries);
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private long generation;
    private long sent;
    private long failed;
    private long pending;

    public IEnumerable<DeliveryRecord> NewestFirst() => deliveries.NewestFirst();

    public long Pending => Interlocked.Read(ref pending);

    public object Stats() => new
    {
        WebhooksDelivered = Interlocked.Read(ref sent),
        WebhooksFailed = Interlocked.Read(ref failed),
        WebhooksPending = Interlocked.Read(ref pending),
    };

    public void Reset()
    {
        Interlocked.Increment(ref generation);
        deliveries.Clear();
        Interlocked.Exchange(ref sent, 0);
        Interlocked.Exchange(ref failed, 0);
    }

    /// <summary>Passes the event through the configured faults on its way to its queue.</summary>
    public void Admit(Webhook webhook, Action<Webhook> enqueue)
    {
        var born = Interlocked.Read(ref generation);
        var faults = settings.Faults(webhook.Provider).Webhooks;
        if (Chance.Hits(faults.Drop))
        {
            deliveries.Add(Record(webhook, 0, null, null, "drop", 0, 0));
            return;
        }

        var copies = Chance.Hits(faults.Duplicate) ? 1 + faults.DuplicateTimes : 1;
        for (var i = 0; i < copies; i++)
        {
            var wait = faults.DelayMs + (Chance.Hits(faults.Reorder) ? Random.Shared.Next(faults.ReorderMs) : 0);
            if (wait == 0)
            {
                Interlocked.Increment(ref pending);
                enqueue(webhook);
                continue;
            }
            Interlocked.Increment(ref pending);
            timeline.After(TimeSpan.FromMilliseconds(wait), () =>
            {
                if (born == Interlocked.Read(ref generation))
                {
                    enqueue(webhook);
                }
                else
                {
                    Interlocked.Decrement(ref pending);
                }
            });
        }
    }

    public async Task SendAsync(Webhook webhook, int attempt)
    {
        await slots.WaitAsync();
        var born = Interlocked.Read(ref generation);
        try
        {
            var record = await TryOnceAsync(webhook, attempt);
            deliveries.Add(record);
            if (record.Status is >= 200 and < 300)
            {
                Interlocked.Increment(ref sent);
                return;
            }

            Interlocked.Increment(ref failed);
            var excluded = record.Status is { } status && webhook.Retry.Excluded.Contains(status);
            if (attempt <= webhook.Retry.MaxRetries && !excluded)
            {
                Interlocked.Increment(ref pending);
                timeline.After(webhook.Retry.Delay(attempt), () =>
                {
                    if (born == Interlocked.Read(ref generation))
                    {
                        _ = Task.Run(() => SendAsync(webhook, attempt + 1));
                    }
                    else
                    {
                        Interlocked.Decrement(ref pending);
                    }
                });
            }
        }
        catch (ObjectDisposedException)
        {
            // The simulator is stopping with events still on their way.
        }
        catch (Exception error)
        {
            LogNotMade(webhook.Type, error);
        }
        finally
        {
            Interlocked.Decrement(ref pending);
            slots.Release();
        }
    }

    private async Task<DeliveryRecord> TryOnceAsync(Webhook webhook, int attempt)
    {
        var body = webhook.Body();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url);
        var fault = Spoil(webhook, request, ref body);

        var clock = Stopwatch.StartNew();
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(webhook.TimeoutSeconds));
            using var response = await http.SendAsync(request, timeout.Token);
            return Record(webhook, attempt, (int)response.StatusCode, null, fault, clock.Elapsed.TotalMilliseconds, body.Length);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return Record(webhook, attempt, null, error.GetType().Name, fault, clock.Elapsed.TotalMilliseconds, body.Length);
        }
    }

    private string? Spoil(Webhook webhook, HttpRequestMessage request, ref byte[] body)
    {
        var faults = settings.Faults(webhook.Provider).Webhooks;
        string? fault = null;
        var type = webhook.ContentType;
        if (Chance.Hits(faults.Garbage))
        {
            (fault, body) = ("garbage", "\u0000<html>upstream connect error</html>"u8.ToArray());
        }
        else if (Chance.Hits(faults.Truncate))
        {
            (fault, body) = ("truncate", body[..(body.Length / 2)]);
        }
        if (Chance.Hits(faults.WrongContentType))
        {
            (fault, type) = ("content-type", "text/plain");
        }

        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TryAddWithoutValidation("User-Agent", "CallPlatform.Simulator/1.0");
        var forge = Chance.Hits(faults.WrongSignature);
        webhook.Sign?.Invoke(request, forge ? [.. body, 0] : body);
        if (forge)
        {
            fault = "signature";
            foreach (var secret in request.Headers.Where(h => h.Key.EndsWith("-secret", StringComparison.OrdinalIgnoreCase)).Select(h => h.Key).ToList())
            {
                request.Headers.Remove(secret);
                request.Headers.TryAddWithoutValidation(secret, "forged");
            }
        }
        return fault;
    }

    private static DeliveryRecord Record(Webhook w, int attempt, int? status, string? error, string? fault, double took, int bytes) =>
        new(w.Provider, w.CallId, w.Type, w.Url, DateTimeOffset.UtcNow, attempt, status, error, fault, Math.Round(took, 1), bytes);

    public void Dispose()
    {
        http.Dispose();
        slots.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Type} webhook could not be made")]
    private partial void LogNotMade(string type, Exception error);
}
