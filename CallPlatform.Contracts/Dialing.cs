using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>"Would this number be called, and when?": <c>POST /api/v1/dialing/explain</c>.</summary>
public sealed record ExplainRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Phone, Guid? CampaignId = null, DateTimeOffset? At = null);

/// <summary>The rule's answer, and what it looked at.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="At">The time it was asked for.</param>
/// <param name="Verdict"><c>allow</c>, <c>wait</c> or <c>never</c>.</param>
/// <param name="Reason">Why not, for instance <c>outside_window</c>.</param>
/// <param name="Until">When it is asked again.</param>
/// <param name="Facts">What the answer rests on.</param>
public sealed record ExplainResponse(string Phone, DateTimeOffset At, string Verdict, string? Reason, DateTimeOffset? Until, ExplainFacts Facts);

/// <param name="TimeZones">The callee's possible zones.</param>
/// <param name="ZoneSource"><c>contact</c>, <c>number</c> or <c>organization</c>.</param>
/// <param name="LocalTime">The callee's wall clock, in the first of the zones.</param>
/// <param name="Suppressed">On the suppression list.</param>
/// <param name="LastHumanContactAt">When people of the business last talked with this number.</param>
/// <param name="ActiveCalls">Lines in use now, of <paramref name="MaxConcurrentCalls"/>.</param>
/// <param name="MaxConcurrentCalls">The organisation's limit.</param>
/// <param name="CallsInLastMinute">Dials in the last 60 seconds, of <paramref name="CallsPerMinute"/>.</param>
/// <param name="CallsPerMinute">The organisation's limit.</param>
/// <param name="MonthlyBudget">US dollars; null for none.</param>
/// <param name="SpentThisMonth">US dollars; zero where there is no budget.</param>
public sealed record ExplainFacts(
    IReadOnlyList<string> TimeZones, string ZoneSource, string? LocalTime, bool Suppressed, DateTimeOffset? LastHumanContactAt,
    int ActiveCalls, int MaxConcurrentCalls, int CallsInLastMinute, int CallsPerMinute, decimal? MonthlyBudget, decimal SpentThisMonth);

/// <summary>Whether it is a calling hour by a schedule: <c>GET /api/v1/dialing/hours</c>. Each person's own clock still decides about them.</summary>
/// <param name="TimeZone">The schedule's own zone, IANA.</param>
/// <param name="IsOpen">Calls may go where this clock hangs.</param>
/// <param name="Reason">Why not: <c>outside_window</c>, <c>holiday</c>, <c>disabled</c> or <c>broken_schedule</c>.</param>
/// <param name="Until">When that changes; null when it does not in sight.</param>
public sealed record CallingHours(string TimeZone, bool IsOpen, string? Reason, DateTimeOffset? Until);

/// <summary>The rule's answer changed: a row of the ledger.</summary>
public sealed record DecisionResponse(
    Guid Id, Guid CallId, Guid? CampaignId, int Attempt, string Verdict, string? Reason, DateTimeOffset? Until, DateTimeOffset At);
