namespace CallPlatform.Core.Dialing;

/// <summary>Why a call may not go now. The names are on the wire, in <c>calls.wait_reason</c> and in <c>dial_decisions</c>.</summary>
public static class DialReason
{
    public const string ProviderDown = "provider_down";
    public const string Concurrency = "concurrency";
    public const string Rate = "rate";
    public const string AttemptsUsed = "attempts_used";
    public const string Cancelled = "cancelled";
    public const string NotDueYet = "not_due_yet";
    public const string OutsideWindow = "outside_window";
    public const string Holiday = "holiday";
    public const string Disabled = "disabled";
    public const string Suppressed = "suppressed";
    public const string RecentContact = "recent_contact";
    public const string Budget = "budget";
    public const string CampaignPaused = "campaign_paused";
    public const string CampaignOver = "campaign_over";

    /// <summary>The callee's time zone is not known to this system: better late than at night.</summary>
    public const string UnknownTimeZone = "unknown_time_zone";

    /// <summary>The stored calling rules cannot be read.</summary>
    public const string BrokenSchedule = "broken_schedule";

    /// <summary>A further try after a miss waits for its time.</summary>
    public const string Retry = "retry";
}

/// <summary>What the rule is asked about.</summary>
/// <param name="Attempts">Tries so far that may have rung.</param>
/// <param name="MaxAttempts">How many are allowed.</param>
/// <param name="DueAt">The earliest time that was asked for.</param>
/// <param name="CancelRequested">A person called it off.</param>
public sealed record DialCandidate(int Attempts, int MaxAttempts, DateTimeOffset? DueAt, bool CancelRequested)
{
    /// <summary>A person picked this very number and pressed "call": hours, switch and recent talks are theirs to judge, opt-outs are not.</summary>
    public bool PlacedByPerson { get; init; }
}

/// <summary>The rule's answer: go, wait until a time, or never; with the reason.</summary>
public sealed record DialDecision
{
    private DialDecision(DialVerdict verdict, string? reason, DateTimeOffset? until)
    {
        Verdict = verdict;
        Reason = reason;
        Until = until;
    }

    public static DialDecision Allow { get; } = new(DialVerdict.Allow, null, null);

    public DialVerdict Verdict { get; }

    public string? Reason { get; }

    public DateTimeOffset? Until { get; }

    /// <summary>It waits for a free line, not for a time: its place in the queue stays.</summary>
    public bool WaitsForLine => Verdict == DialVerdict.Wait && Reason is DialReason.Concurrency or DialReason.Rate or DialReason.CampaignPaused;

    public static DialDecision Wait(string reason, DateTimeOffset until) => new(DialVerdict.Wait, reason, until);

    public static DialDecision Never(string reason) => new(DialVerdict.Never, reason, null);
}

public enum DialVerdict
{
    Allow, Wait, Never,
}

/// <summary>
/// The one rule for "may we call now?". Pure: the same question has the same answer wherever it is asked. It never fails open:
/// what cannot be judged waits, with that as its reason.
/// </summary>
public static class DialPolicy
{
    /// <summary>When something that cannot be judged now is looked at again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan LineAgain = TimeSpan.FromSeconds(5);

    public static DialDecision Decide(DialCandidate call, DialFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(facts);
        return Never(call, facts, now)
            ?? NotYet(call, facts, now)
            ?? (call.PlacedByPerson ? null : OutOfHours(facts, now))
            ?? NoMeans(facts, now)
            ?? DialDecision.Allow;
    }

    private static DialDecision? Never(DialCandidate call, DialFacts facts, DateTimeOffset now)
    {
        if (call.CancelRequested)
        {
            return DialDecision.Never(DialReason.Cancelled);
        }

        if (facts.Suppression is { } suppression && (suppression.ExpiresAt is not { } expires || expires > now))
        {
            return suppression.ExpiresAt is { } until ? DialDecision.Wait(DialReason.Suppressed, until) : DialDecision.Never(DialReason.Suppressed);
        }

        if (call.Attempts >= call.MaxAttempts)
        {
            return DialDecision.Never(DialReason.AttemptsUsed);
        }

        return facts.Campaign == CampaignStanding.Over ? DialDecision.Never(DialReason.CampaignOver) : null;
    }

    private static DialDecision? NotYet(DialCandidate call, DialFacts facts, DateTimeOffset now)
    {
        if (call.DueAt is { } due && due > now)
        {
            return DialDecision.Wait(DialReason.NotDueYet, due);
        }

        if (facts.Campaign == CampaignStanding.Paused)
        {
            return DialDecision.Wait(DialReason.CampaignPaused, now + LookAgain);
        }

        if (call.PlacedByPerson || facts.Schedule is not { HumanContactPause: var pause } schedule || pause <= TimeSpan.Zero
            || facts.HumanContactAt is not { } talked || talked + pause <= now)
        {
            return null;
        }

        return schedule.HumanContactCancels ? DialDecision.Never(DialReason.RecentContact) : DialDecision.Wait(DialReason.RecentContact, talked + pause);
    }

    private static DialDecision? OutOfHours(DialFacts facts, DateTimeOffset now)
    {
        if (facts.Schedule is not { } schedule)
        {
            return DialDecision.Wait(DialReason.BrokenSchedule, now + LookAgain);
        }

        if (!schedule.Enabled)
        {
            return DialDecision.Wait(DialReason.Disabled, now + LookAgain);
        }

        if (facts.Zones is not { Count: > 0 } zones)
        {
            return DialDecision.Wait(DialReason.UnknownTimeZone, now + LookAgain);
        }

        var window = CallingWindow.At(schedule, zones, now);
        return window.IsOpen ? null : DialDecision.Wait(window.Reason!, window.OpensAt ?? now.AddDays(1));
    }

    private static DialDecision? NoMeans(DialFacts facts, DateTimeOffset now)
    {
        if (facts.Budget is { } budget && facts.Spent >= budget)
        {
            return DialDecision.Wait(DialReason.Budget, facts.BudgetRenewsAt ?? now + LookAgain);
        }

        if (facts.ProviderDownUntil is { } until && until > now)
        {
            return DialDecision.Wait(DialReason.ProviderDown, until);
        }

        if (facts.ActiveCalls >= facts.MaxConcurrent)
        {
            return DialDecision.Wait(DialReason.Concurrency, now + LineAgain);
        }

        return facts.DialsInLastMinute >= facts.PerMinute
            ? DialDecision.Wait(DialReason.Rate, facts.RateFreeAt is { } free && free > now ? free : now + LineAgain)
            : null;
    }
}
