using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>What came of asking the provider; the failure says why it could not be asked.</summary>
public sealed record SyncResult(ProviderException? Failure);

/// <summary>Asks the provider about one call because a person looks at it.</summary>
public sealed class CallSync(CallPlatformDbContext db, StaleCallPoller poller, TimeProvider clock)
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(5);

    /// <summary>Asks after an active call, at most once in five seconds whoever looks. True when it was asked after.</summary>
    public async Task<bool> IfActiveAsync(Guid callId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = now - AtMostEvery;
        CallStatus[] active = [CallStatus.Queued, CallStatus.Initiated, CallStatus.Ringing, CallStatus.InProgress];
        var mine = await db.Calls
            .Where(c => c.Id == callId && active.Contains(c.State.Status) && (c.AskedAt == null || c.AskedAt < before))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.AskedAt, now), ct);
        if (mine == 0)
        {
            return false;
        }

        var call = await db.Calls.AsNoTracking().FirstAsync(c => c.Id == callId, ct);
        await poller.SyncAsync(call, ct);
        return true;
    }

    /// <summary>Asks after any call the provider has; null when there is no such call.</summary>
    public async Task<SyncResult?> NowAsync(Guid callId, CancellationToken ct)
    {
        var call = await db.Calls.AsNoTracking().FirstOrDefaultAsync(c => c.Id == callId, ct);
        return call is null ? null : new SyncResult(await poller.SyncAsync(call, ct));
    }
}
