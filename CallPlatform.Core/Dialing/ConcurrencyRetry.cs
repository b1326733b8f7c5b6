using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// A call that the provider accepted and ended again because all its lines were busy rang nowhere: it is due again in a while,
/// and the try does not count.
/// </summary>
internal sealed class ConcurrencyRetry(UncountedTry uncounted, TimeProvider clock) : ICallReaction
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    public Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        foreach (var change in changes.Where(c => c.Ended && c.After.ErrorCode == DialReason.Concurrency && c.Call.CancelRequestedAt is null))
        {
            uncounted.MakeDueAgain(change.Call, DialReason.Concurrency, clock.GetUtcNow() + Pause);
        }

        return Task.CompletedTask;
    }
}
