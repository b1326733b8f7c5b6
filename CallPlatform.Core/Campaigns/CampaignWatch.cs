using CallPlatform.Core.Calls;
using CallPlatform.Core.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Counts what ends in each minute of a campaign, for its rate and its breakers. These are events, not standings: a failed try counts
/// although the call is tried again.
/// </summary>
internal sealed class CampaignWatch(TallyBook tallies, TimeProvider clock) : ICallReaction
{
    public Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        foreach (var change in changes)
        {
            if (change.Call is { CampaignId: { } campaign, IsDemo: false })
            {
                var told = Of(change);
                if (told != default)
                {
                    tallies.AddMinute(campaign, change.Call.OrganizationId, clock.GetUtcNow(), told);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static MinuteTally Of(CallChange change)
    {
        var (before, after) = (change.Before, change.After);
        var sameTry = before.Attempt == after.Attempt;
        var failed = after.Status == CallStatus.Failed;
        var failedBefore = sameTry && before.Status == CallStatus.Failed;
        return new MinuteTally(
            Ended: change.Ended ? 1 : 0,
            Failed: (failed ? 1 : 0) - (failedBefore ? 1 : 0),
            Answered: Rose(before, after, sameTry, s => s.Status == CallStatus.Completed),
            OptedOut: Rose(before, after, sameTry, s => s.Outcome == CallOutcomes.DoNotCall),
            Silent: Rose(before, after, sameTry, CallOutcomes.IsSilent),
            Cost: 0);
    }

    private static long Rose(CallState before, CallState after, bool sameTry, Func<CallState, bool> holds) =>
        (holds(after) ? 1 : 0) - (sameTry && holds(before) ? 1 : 0);
}

/// <summary>What the end of a call tells beyond its status.</summary>
public static class CallOutcomes
{
    public const string DoNotCall = "do_not_call";
    public const string Booked = "booked";

    /// <summary>The line was open and our agent said nothing, or nobody heard a word: the person got a silent call.</summary>
    public static bool IsSilent(CallState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.ReportReceived && state.StartedAt is not null && state.Status is CallStatus.Completed or CallStatus.Failed or CallStatus.NoAnswer
            && (string.IsNullOrWhiteSpace(state.Transcript)
                || state.EndedReason is { } reason && (reason.Contains("silence", StringComparison.Ordinal) || reason.Contains("assistant-did-not", StringComparison.Ordinal)));
    }
}
