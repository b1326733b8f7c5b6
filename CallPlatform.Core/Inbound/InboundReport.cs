using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Inbound;

/// <summary>What one event tells of a call that came in. Any subset of a call's events, in any order, makes the same call.</summary>
public sealed record InboundReport
{
    /// <summary>The provider of the tracking number.</summary>
    public required string Provider { get; init; }
    public required string ProviderCallId { get; init; }

    /// <summary>As told; normalised here.</summary>
    public string? TrackingNumber { get; init; }
    public string? CallerNumber { get; init; }
    public string? CallerName { get; init; }
    public string? CallerCity { get; init; }

    /// <summary>When it began to ring, the same in every event of a call.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The marketing source, a word for lists.</summary>
    public string? MarketingSource { get; init; }

    /// <summary>A JSON object: source, medium, campaign, keywords, utm, gclid, landing page.</summary>
    public string Attribution { get; init; } = "{}";

    /// <summary>A JSON object of the provider's further facts: tags, note, value, first call …</summary>
    public string Details { get; init; } = "{}";
    public required CallSignal Signal { get; init; }

    /// <summary>W3C trace context of the event's delivery.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Where a report ended.</summary>
/// <param name="OrganizationId">Whose call; null when no organisation has the number.</param>
/// <param name="Reason">Why it found no home.</param>
public sealed record InboundResult(Guid? OrganizationId, string? Reason = null);
