using CallPlatform.Core.Data;

namespace CallPlatform.Core.Metrics;

/// <summary>
/// A roll-up of its own beside <see cref="TallyBook"/>'s: collects a transaction's differences and writes them as one upsert, last
/// before the commit. Obtained by <see cref="TallyBook.Of{T}"/>.
/// </summary>
public interface IRollUp
{
    /// <summary>Writes and empties itself; rows in order of their keys, so that two transactions cannot deadlock.</summary>
    Task WriteAsync(CallPlatformDbContext db, CancellationToken ct);
}
