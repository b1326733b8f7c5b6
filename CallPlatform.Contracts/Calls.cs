using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>What <c>POST /api/calls</c> takes. Prompt, first message and goals given here win over the script's.</summary>
public sealed record PlaceCallRequest(
    [property: Required] Guid? ContactId,
    [property: Required, StringLength(100, MinimumLength = 1)] string AssistantId,
    [property: Required, StringLength(100, MinimumLength = 1)] string PhoneNumberId,
    Guid? ScriptId = null,
    [property: StringLength(20_000)] string? CustomPrompt = null,
    [property: StringLength(2000)] string? FirstMessage = null,
    [property: CallGoals] JsonElement[]? CallGoals = null,
    [property: JsonObjectOnly] JsonElement? Metadata = null);

/// <summary>A call in <c>GET /api/calls</c>: both forms of the contact, as the source system and its document show them.</summary>
public sealed record CallListItem(
    Guid Id, ContactSummary? Contact, Guid? ContactId, string? ContactName, string? ContactPhone,
    string Status, string? Outcome, string? Transcript, string? Summary,
    DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int? DurationSeconds, DateTimeOffset CreatedAt)
{
    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    public string Direction { get; init; } = "outbound";

    /// <summary>The campaign or the project it belongs to.</summary>
    public string? About { get; init; }

    /// <summary>Who talked for the business: a member of staff or an AI agent, where known by name.</summary>
    public string? Agent { get; init; }

    /// <summary>0 to 10, as the customer said it.</summary>
    public int? NpsScore { get; init; }
}

/// <summary>A page of calls, newest first. <c>Page</c> counts from 1.</summary>
public sealed record CallPage(long Total, int Page, int Limit, int TotalPages, IReadOnlyList<CallListItem> Data);

/// <summary>A call whole: <c>GET /api/calls/{id}</c>.</summary>
public sealed record CallDetail
{
    public required Guid Id { get; init; }
    public ContactSummary? Contact { get; init; }
    public Guid? ContactId { get; init; }
    public string? ContactName { get; init; }
    public string? ContactPhone { get; init; }
    public required string Status { get; init; }
    public string? Outcome { get; init; }
    public ScriptResponse? Script { get; init; }
    public string? VapiCallId { get; init; }
    public string? AssistantId { get; init; }
    public string? PhoneNumberId { get; init; }
    public string? CustomPrompt { get; init; }
    public string? FirstMessage { get; init; }
    public JsonElement[] CallGoals { get; init; } = [];
    public string? Transcript { get; init; }
    public string? Summary { get; init; }
    public JsonElement? Analysis { get; init; }

    /// <summary>What the caller stored with the call, and the provider's documents: <c>recordingUrl</c>, <c>messages</c>, <c>cost</c> …</summary>
    public JsonElement? Metadata { get; init; }
    public string? EndedReason { get; init; }
    public string? ErrorMessage { get; init; }

    /// <summary>Why a call that waits is not dialled now, for instance <c>provider_down</c>.</summary>
    public string? WaitReason { get; init; }
    public DateTimeOffset? WaitUntil { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? DurationSeconds { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

public sealed record CountResponse(long Count);

/// <summary>The dashboard's figures: four cards and the successful calls of 14 days.</summary>
public sealed record CallStats(
    IReadOnlyList<StatsCard> Cards,
    [property: JsonPropertyName("lineChart")] LineChart LineChart);

public sealed record StatsCard(string Title, string Value);

public sealed record LineChart(string Title, string Subtitle, string Badge, IReadOnlyList<LineChartPoint> Points);

public sealed record LineChartPoint(int X, long Y, string Label);

/// <summary>One step of a call's life, as <c>GET /api/v1/calls/{id}/events</c> shows it.</summary>
public sealed record CallEventResponse(Guid Id, string Kind, DateTimeOffset At, string Source, JsonElement Data);

/// <summary>A change told by <c>GET /api/v1/live</c> (server-sent events).</summary>
/// <param name="Kind">What happened.</param>
/// <param name="CallId">The call it is about.</param>
/// <param name="Status">Its status.</param>
/// <param name="CampaignId">The campaign it is about.</param>
/// <param name="At">When.</param>
/// <param name="TraceParent">W3C trace context of the request or webhook that caused it.</param>
public sealed record LiveEvent(string Kind, Guid? CallId, string? Status, Guid? CampaignId, DateTimeOffset At, string? TraceParent = null);
