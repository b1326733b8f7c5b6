using System.Diagnostics;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Webhooks;

/// <summary>
/// Works off the inbox: claims a batch, lets each provider's reader apply it, and marks it in the same transaction, so that a
/// delivery is worked on exactly once. A batch that fails is taken one by one, so that a bad delivery fails alone.
/// </summary>
public sealed partial class InboxProcessor(IServiceScopeFactory scopes, TimeProvider clock, ILogger<InboxProcessor> log)
{
    private const int BatchSize = 100;
    private const int MaxAttempts = 8;
    private const int Tries = 3;

    /// <summary>Older than this, what is claimed is a backlog: every other batch then takes the newest, so that people see what happens now.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(5);

    private int batches;
    private bool isBehind;

    /// <summary>Works on up to a batch of due deliveries. Returns how many it took.</summary>
    public async Task<int> RunBatchAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunAsync(BatchSize, null, isBehind && Interlocked.Increment(ref batches) % 2 == 0, ct);
            }
            catch (Exception error) when (attempt < Tries && IsDeadlock(error))
            {
                // Nothing is wrong with the deliveries: whoever was in the way has its turn, then the batch has.
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), clock, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogBatchFailed(error);
                return await RunOneByOneAsync(ct);
            }
        }
    }

    private static bool IsDeadlock(Exception? error) => error switch
    {
        null => false,
        Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.DeadlockDetected } => true,
        _ => IsDeadlock(error.InnerException),
    };

    private async Task<int> RunOneByOneAsync(CancellationToken ct)
    {
        List<Guid> ids;
        await using (var scope = Scope())
        {
            var now = clock.GetUtcNow();
            ids = await scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>().WebhookInbox
                .Where(d => d.State == "received" && d.DueAt <= now)
                .OrderBy(d => d.DueAt).Select(d => d.Id).Take(BatchSize).ToListAsync(ct);
        }

        foreach (var id in ids)
        {
            try
            {
                await RunAsync(1, id, newest: false, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                await PostponeAsync(id, error, ct);
            }
        }

        return ids.Count;
    }

    private async Task<int> RunAsync(int limit, Guid? only, bool newest, CancellationToken ct)
    {
        await using var scope = Scope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<CallPlatformDbContext>();
        return await services.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var now = clock.GetUtcNow();

                // Claimed by the row locks of this very transaction: if the process dies, they are free at once.
                var claim = newest
                    ? (FormattableString)$"select * from webhook_inbox where state = 'received' and due_at <= {now} order by due_at desc, id desc limit {limit} for update skip locked"
                    : $"""
                        select * from webhook_inbox where state = 'received' and due_at <= {now} and ({only}::uuid is null or id = {only})
                        order by due_at, id limit {limit} for update skip locked
                        """;
                var deliveries = await db.WebhookInbox.FromSql(claim).AsTracking().ToListAsync(token);
                if (!newest && only is null)
                {
                    isBehind = deliveries.Count == limit && now - deliveries[0].DueAt > Behind;
                }

                // Whatever the turn, one call's deliveries are worked on in the order in which they came.
                deliveries.Sort((a, b) => a.DueAt.CompareTo(b.DueAt));
                foreach (var group in deliveries.GroupBy(d => d.Provider))
                {
                    await ReadAsync(services, [.. group], token);
                }

                FaultPoint.Reached("inbox.before_commit");
                return deliveries.Count;
            },
            ct);
    }

    private async Task ReadAsync(IServiceProvider services, List<WebhookDelivery> deliveries, CancellationToken ct)
    {
        // The batch continues the trace of its first delivery; the others are linked.
        using var activity = Telemetry.Source.StartActivity(
            $"inbox {deliveries[0].Provider}", ActivityKind.Consumer, parentId: deliveries[0].TraceParent,
            links: deliveries.Skip(1).Where(d => d.TraceParent is not null && ActivityContext.TryParse(d.TraceParent, null, out _))
                .Select(d => new ActivityLink(ActivityContext.Parse(d.TraceParent!, null))));
        var reader = services.GetServices<IWebhookReader>().FirstOrDefault(r => r.Provider == deliveries[0].Provider)
            ?? throw new InvalidOperationException($"Nobody reads webhooks of '{deliveries[0].Provider}': is an older Worker running beside a newer one?");
        var results = await reader.ReadAsync(deliveries, ct);
        var now = clock.GetUtcNow();
        for (var i = 0; i < deliveries.Count; i++)
        {
            var delivery = deliveries[i];
            delivery.State = results[i].State;
            delivery.OrganizationId = results[i].OrganizationId ?? delivery.OrganizationId;
            delivery.Error = results[i].Note;
            delivery.Attempts++;
            delivery.ProcessedAt = now;
            Telemetry.InboxLag.Record((now - delivery.ReceivedAt).TotalSeconds, new KeyValuePair<string, object?>("provider", delivery.Provider));
        }
    }

    private async Task PostponeAsync(Guid id, Exception error, CancellationToken ct)
    {
        LogDeliveryFailed(error, id);
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
        var delivery = await db.WebhookInbox.AsTracking().FirstOrDefaultAsync(d => d.Id == id && d.State == "received", ct);
        if (delivery is null)
        {
            return;
        }

        delivery.Attempts++;
        delivery.Error = $"{error.GetType().Name}: {error.Message}";
        delivery.DueAt = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(600, 2 * Math.Pow(2, delivery.Attempts)));
        if (delivery.Attempts >= MaxAttempts)
        {
            delivery.State = "failed";
        }

        await db.SaveChangesAsync(ct);
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        return scope;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of deliveries failed and is taken one by one.")]
    private partial void LogBatchFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {DeliveryId} could not be worked on; it is tried again later.")]
    private partial void LogDeliveryFailed(Exception error, Guid deliveryId);
}
