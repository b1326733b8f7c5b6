using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// What one call adds to its campaign's counters: where it stands, and why if it waits or was not made. A change is counted as
/// the difference of two of these, so the counters equal a recount at every commit.
/// </summary>
public readonly record struct CampaignTally(CallStatus Status, string? WaitReason, string? EndReason, int Attempts)
{
    public static CampaignTally Of(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new CampaignTally(call.State.Status, call.WaitReason, call.State.ErrorCode, call.Attempts);
    }

    /// <summary>Adds this call's counters, times <paramref name="sign"/>.</summary>
    public void AddTo(Dictionary<string, long> counters, int sign)
    {
        ArgumentNullException.ThrowIfNull(counters);
        void Add(string key, long value) => counters[key] = counters.GetValueOrDefault(key) + (sign * value);

        Add(CampaignKeys.Status + Status.Name(), 1);
        if (Attempts != 0)
        {
            Add(CampaignKeys.Attempts, Attempts);
        }

        if (Status == CallStatus.Ready && WaitReason is not null)
        {
            Add(CampaignKeys.Waiting + WaitReason, 1);
        }

        if (Status == CallStatus.Cancelled && EndReason is not null)
        {
            Add(CampaignKeys.Never + EndReason, 1);
        }
    }
}
