using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>
/// Takes calls' rows for a change: first the locks, by plain SQL, then the rows as they are under those locks. (EF names a complex
/// property's columns by their default in FromSql, whatever the mapping says, so the rows themselves are read by LINQ.)
/// </summary>
internal static class CallRows
{
    /// <summary>Locks one call until the transaction ends; null when there is none.</summary>
    public static async Task<Call?> LockAsync(this CallPlatformDbContext db, Guid id, CancellationToken ct) =>
        (await db.LockAsync($"select id from calls where id = {id} for update", ct)).FirstOrDefault();

    /// <summary>Runs a statement that yields ids of calls (a lock or a claim) and loads those calls, tracked, in that order.</summary>
    public static async Task<List<Call>> LockAsync(this CallPlatformDbContext db, FormattableString ids, CancellationToken ct)
    {
        var wanted = await db.Database.SqlQuery<Guid>(ids).ToListAsync(ct);
        if (wanted.Count == 0)
        {
            return [];
        }

        var calls = await db.Calls.AsTracking().Where(c => wanted.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        return [.. wanted.Where(calls.ContainsKey).Select(id => calls[id])];
    }
}
