namespace CallPlatform.Core.Dialing;

/// <summary>Why a call may not go now. The names are on the wire and in <c>calls.wait_reason</c>.</summary>
public static class DialReason
{
    public const string ProviderDown = "provider_down";
    public const string Concurrency = "concurrency";
    public const string Rate = "rate";
    public const string AttemptsUsed = "attempts_used";
    public const string Cancelled = "cancelled";
    public const string NotDueYet = "not_due_yet";
}

/// <summary>What the rule is asked about.</summary>
/// <param name="Attempts">Tries so far that may have rung.</param>
/// <param name="MaxAttempts">How many are allowed.</param>
/// <param name="DueAt">The earliest time that was asked for.</param>
/// <param name="CancelRequested">A person called it off.</param>
public sealed record DialCandidate(int Attempts, int MaxAttempts, DateTimeOffset? DueAt, bool CancelRequested);

/// <summary>All that the rule looks at besides the call itself, gathered by the asker.</summary>
/// <param name="ProviderDownUntil">The provider's circuit is open until then.</param>
public sealed record DialFacts(DateTimeOffset? ProviderDownUntil = null);

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

    public static DialDecision Wait(string reason, DateTimeOffset until) => new(DialVerdict.Wait, reason, until);

    public static DialDecision Never(string reason) => new(DialVerdict.Never, reason, null);
}

public enum DialVerdict
{
    Allow, Wait, Never,
}

/// <summary>The one rule for "may we call now?". Pure: the same question has the same answer wherever it is asked.</summary>
public static class DialPolicy
{
    public static DialDecision Decide(DialCandidate call, DialFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(facts);
        if (call.CancelRequested)
        {
            return DialDecision.Never(DialReason.Cancelled);
        }

        if (call.Attempts >= call.MaxAttempts)
        {
            return DialDecision.Never(DialReason.AttemptsUsed);
        }

        if (call.DueAt is { } due && due > now)
        {
            return DialDecision.Wait(DialReason.NotDueYet, due);
        }

        return facts.ProviderDownUntil is { } until && until > now
            ? DialDecision.Wait(DialReason.ProviderDown, until)
            : DialDecision.Allow;
    }
}
