using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallRail;

/// <summary>What <c>POST /sim/callrail/call</c> asks for; everything but the caller's number has a default.</summary>
internal sealed record RailOrder
{
    public string? CallerNumber { get; init; }
    public string? TrackingNumber { get; init; }
    public string? CallerName { get; init; }
    public string? City { get; init; }
    public string? State { get; init; }
    public bool? Answered { get; init; }
    public int? Duration { get; init; }

    /// <summary><c>seed</c> or <c>callrail</c>.</summary>
    public string? Form { get; init; }

    /// <summary>Which events are sent, in this order: incoming, answered, completed, missed, modified.</summary>
    public IReadOnlyList<string>? Events { get; init; }
    public bool? Recording { get; init; }
    public string? Source { get; init; }
    public string? Medium { get; init; }
    public string? Campaign { get; init; }
    public string? Keywords { get; init; }
    public string? Gclid { get; init; }
    public string? LandingPageUrl { get; init; }

    /// <summary>Where in the past the call lies, for histories; by default it happens now.</summary>
    public DateTimeOffset? StartTime { get; init; }
    public string? WebhookBaseUrl { get; init; }
}

internal sealed class RailCall
{
    public required string Id { get; init; }
    public required RailOrder Order { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public required string BaseUrl { get; init; }
    public required Outbox Outbox { get; init; }
    public required Conversation Talk { get; init; }
    public required bool Answered { get; init; }
    public required bool Voicemail { get; init; }
    public required bool Recorded { get; init; }
    public required int PriorCalls { get; init; }

    public string Number => Order.CallerNumber!;
    public Scenario Scenario => DigitTable.For(Number);
    public int Duration => Order.Duration ?? (int)Math.Round(Talk.Seconds);
    public bool Ended { get; set; }

    /// <summary>CallRail may have the recording only after the call was reported.</summary>
    public bool RecordingReady { get; set; }
}
