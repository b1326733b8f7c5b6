using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Inbound;

/// <summary>What people decide about the queue of missed calls.</summary>
public sealed class MissedCallDesk(CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, TimeProvider clock)
{
    /// <summary>
    /// Puts a missed call aside, or back into the queue. The assistant's call back is called off with the last missed call that it was
    /// to answer. Null when there is no such call.
    /// </summary>
    public Task<MissedCall?> ChangeAsync(Guid callId, string state, string? note, Guid by, CancellationToken ct) =>
        transaction.RunAsync(
            async token =>
            {
                if (await db.MissedCalls.AsTracking().FirstOrDefaultAsync(m => m.CallId == callId, token) is not { } row)
                {
                    return null;
                }

                row.State = state;
                row.Note = note ?? row.Note;
                row.ResolvedBy = state == "open" ? null : by;
                row.ResolvedAt = state == "open" ? null : clock.GetUtcNow();
                if (row.CallBackId is { } back && !await db.MissedCalls.AnyAsync(m => m.CallBackId == back && m.CallId != callId && m.State == "calling_back", token))
                {
                    foreach (var call in await db.LockAsync($"select id from calls where id = {back} and status = 'ready' for update", token))
                    {
                        canceller.Cancel(call, by);
                    }
                }

                return row;
            },
            ct);
}
