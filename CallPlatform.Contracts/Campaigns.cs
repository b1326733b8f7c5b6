using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>A campaign as it is written: <c>POST</c> and <c>PUT /api/v1/campaigns</c>. People are added with it or to it, until it ends.</summary>
/// <param name="Name">What staff call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="AssistantId">Who talks, in the provider's words; null for the schedule's or the installation's.</param>
/// <param name="PhoneNumberId">The number it calls from, in the provider's words.</param>
/// <param name="ScriptId">What is said.</param>
/// <param name="Provider">Who dials; null for the installation's.</param>
/// <param name="Priority">0 to 49, higher goes first within the organisation.</param>
/// <param name="Breakers">When it pauses itself.</param>
/// <param name="Schedule">Its own calling rules; null: the organisation's.</param>
/// <param name="People">Whom it calls.</param>
public sealed record CampaignRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: StringLength(2000)] string? Description = null,
    [property: StringLength(100)] string? AssistantId = null,
    [property: StringLength(100)] string? PhoneNumberId = null,
    Guid? ScriptId = null,
    [property: StringLength(40)] string? Provider = null,
    [property: Range(0, 49)] int Priority = 0,
    BreakerLimits? Breakers = null,
    ScheduleConfig? Schedule = null,
    CampaignPeople? People = null);

/// <summary>Whom a campaign calls: any of these together. A number is in a campaign once.</summary>
/// <param name="ContactIds">At most 10,000.</param>
/// <param name="ServiceRecordIds">At most 10,000.</param>
/// <param name="AllContacts">Every contact of the organisation.</param>
/// <param name="ServiceType">Every service record of this type that has no call yet.</param>
public sealed record CampaignPeople(Guid[]? ContactIds = null, Guid[]? ServiceRecordIds = null, bool AllContacts = false, string? ServiceType = null);

/// <summary>How many numbers were added, and how many were there already.</summary>
public sealed record PeopleAdded(int Added, int AlreadyThere);

/// <summary>A campaign pauses itself when one of these is passed in the window. Null: not watched.</summary>
public sealed record BreakerLimits
{
    /// <summary>The sliding window, 5 to 1,440 minutes.</summary>
    public int WindowMinutes { get; set; } = 60;

    /// <summary>Fewer ended calls than this decide nothing; 1 to 10,000.</summary>
    public int MinCalls { get; set; } = 20;

    /// <summary>Failed of ended, 0 to 1.</summary>
    public double? MaxFailureRate { get; set; } = 0.5;

    /// <summary>Asked not to be called again, of answered; 0 to 1.</summary>
    public double? MaxOptOutRate { get; set; } = 0.1;

    /// <summary>Calls in which our agent stayed silent, of ended; 0 to 1.</summary>
    public double? MaxSilentRate { get; set; } = 0.2;

    /// <summary>US dollars an answered call.</summary>
    public decimal? MaxCostPerAnswered { get; set; }
}

/// <summary>Why a paused campaign may go on: kept in the audit log.</summary>
public sealed record ResumeRequest([property: StringLength(500)] string? Reason = null);

public sealed record CampaignResponse(
    Guid Id, string Name, string? Description, string Status, bool IsDemo, string Provider, string? AssistantId, string? PhoneNumberId, Guid? ScriptId,
    int Priority, BreakerLimits Breakers, bool HasOwnSchedule, string? PausedReason, JsonElement? PausedDetail,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

/// <summary>How far a campaign is. Read from counters, so it costs the same for 100 calls and for 100,000.</summary>
/// <param name="CampaignId">Which.</param>
/// <param name="Status">draft, running, paused, completed or cancelled.</param>
/// <param name="Total">Numbers in it.</param>
/// <param name="Ready">Waiting, for a first or a further try.</param>
/// <param name="InProgress">At the provider now.</param>
/// <param name="Completed">Talked with.</param>
/// <param name="Missed">Not reached, and no further try.</param>
/// <param name="Failed">Failed for good.</param>
/// <param name="Cancelled">Called off or skipped.</param>
/// <param name="ByStatus">The same by the platform's statuses.</param>
/// <param name="Waiting">Those waiting for more than a line, by reason.</param>
/// <param name="Skipped">Those never to be called, by reason.</param>
/// <param name="Attempts">Dials so far.</param>
/// <param name="CallsPerHour">Ended in the last hour.</param>
/// <param name="AnswerRate">Answered of ended, in the last hour; null when none ended.</param>
/// <param name="Cost">US dollars so far.</param>
/// <param name="PercentDone">0 to 100.</param>
/// <param name="EstimatedEnd">At the last hour's rate; null when it does not move.</param>
public sealed record CampaignProgress(
    Guid CampaignId, string Status, long Total, long Ready, long InProgress, long Completed, long Missed, long Failed, long Cancelled,
    IReadOnlyDictionary<string, long> ByStatus, IReadOnlyDictionary<string, long> Waiting, IReadOnlyDictionary<string, long> Skipped,
    long Attempts, long CallsPerHour, double? AnswerRate, decimal Cost, double PercentDone, DateTimeOffset? EstimatedEnd);

/// <summary>What a rehearsal found: the campaign played through on a simulated clock, by the rule the dialer asks.</summary>
/// <param name="People">Numbers that have no end yet.</param>
/// <param name="WouldBeCalled">Of them, those that would be dialled at least once.</param>
/// <param name="Skipped">Those that would not.</param>
/// <param name="SkippedByReason">How many, and the first hundred names, by reason.</param>
/// <param name="Attempts">Dials in all.</param>
/// <param name="ExpectedAnswers">Talks to expect.</param>
/// <param name="StartsAt">The first dial.</param>
/// <param name="EndsAt">The last call's end; null when it would not end within the horizon of 60 days.</param>
/// <param name="CallsPerHour">While it dials.</param>
/// <param name="CostLow">US dollars.</param>
/// <param name="CostHigh">US dollars.</param>
/// <param name="AssumedAnswerRate">Of the last 30 days, or a guess when there were none.</param>
/// <param name="AssumedTalkSeconds">Likewise.</param>
/// <param name="FromHistory">Whether the figures are the organisation's own.</param>
public sealed record RehearsalResponse(
    int People, int WouldBeCalled, int Skipped, IReadOnlyDictionary<string, SkippedPeople> SkippedByReason, long Attempts, long ExpectedAnswers,
    DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, double CallsPerHour, decimal CostLow, decimal CostHigh, double AssumedAnswerRate,
    double AssumedTalkSeconds, bool FromHistory);

public sealed record SkippedPeople(int Count, IReadOnlyList<string> Names);

/// <summary>Something the owner must hear: <c>GET /api/v1/notices</c>.</summary>
public sealed record NoticeResponse(Guid Id, string Kind, string Message, JsonElement Data, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);
