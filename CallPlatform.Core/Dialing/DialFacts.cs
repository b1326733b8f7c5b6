namespace CallPlatform.Core.Dialing;

/// <summary>How the call's campaign stands, as far as dialling goes.</summary>
public enum CampaignStanding
{
    None, Running, Paused, Over,
}

/// <summary>The number is on the suppression list, for good or until a time.</summary>
public readonly record struct SuppressionFact(DateTimeOffset? ExpiresAt);

/// <summary>
/// All that the rule looks at besides the call itself, gathered by the asker. What an asker leaves out must not matter to its
/// question: the dialer leaves out nothing.
/// </summary>
/// <param name="ProviderDownUntil">The provider's circuit is open until then.</param>
public sealed record DialFacts(DateTimeOffset? ProviderDownUntil = null)
{
    /// <summary>The rules that hold for the call; null when the stored ones cannot be read.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The callee's possible zones; null when one is unknown to this system.</summary>
    public IReadOnlyList<TimeZoneInfo>? Zones { get; init; }
    public CampaignStanding Campaign { get; init; }
    public SuppressionFact? Suppression { get; init; }

    /// <summary>When a person of the business and the callee last talked.</summary>
    public DateTimeOffset? HumanContactAt { get; init; }

    /// <summary>US dollars a month; null for no limit.</summary>
    public decimal? Budget { get; init; }
    public decimal Spent { get; init; }
    public DateTimeOffset? BudgetRenewsAt { get; init; }

    /// <summary>Lines the organisation holds now, of <see cref="MaxConcurrent"/>.</summary>
    public int ActiveCalls { get; init; }
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>Dials that may have reached the provider in the last 60 seconds, of <see cref="PerMinute"/>.</summary>
    public int DialsInLastMinute { get; init; }
    public int PerMinute { get; init; } = int.MaxValue;
    public DateTimeOffset? RateFreeAt { get; init; }
}
