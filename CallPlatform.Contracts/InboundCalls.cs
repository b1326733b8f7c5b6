using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>A call of any kind with what its analysis found: <c>GET /api/v1/calls</c>.</summary>
public sealed record CallWithAnalysis
{
    public required Guid Id { get; init; }
    public required string Direction { get; init; }
    public required string CallType { get; init; }
    public required string Status { get; init; }
    public required string Provider { get; init; }
    public string? ProviderCallId { get; init; }
    public Guid? ContactId { get; init; }
    public string? ContactName { get; init; }
    public required string PhoneNumber { get; init; }
    public string? TrackingNumber { get; init; }
    public Guid? LeadId { get; init; }
    public Guid? HandledBy { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public int? DurationSeconds { get; init; }
    public required bool HasRecording { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public AnalysisSummary? Analysis { get; init; }
}

/// <summary>The analysis of a call in a list. Scores are from 0 to 1.</summary>
public sealed record AnalysisSummary(
    string Source, string? Summary, string? QualificationStatus, string? BookingStatus, string? CallOutcomeCategory, decimal? SentimentScore,
    decimal? ComplianceScore, DateTimeOffset? AppointmentDate, string? AppointmentType, string? ServiceRequested, int ObjectionCount);

/// <summary>The analysis of a call whole, with the document as the provider wrote it: <c>GET /api/v1/calls/{id}/analysis</c>.</summary>
public sealed record AnalysisDetail
{
    public required Guid CallId { get; init; }
    public required string Source { get; init; }
    public string? Summary { get; init; }
    public decimal? SentimentScore { get; init; }
    public decimal? ConfidenceScore { get; init; }
    public string? QualificationStatus { get; init; }
    public string? BookingStatus { get; init; }
    public string? CallOutcomeCategory { get; init; }
    public decimal? OverallScore { get; init; }
    public bool? AppointmentConfirmed { get; init; }
    public DateTimeOffset? AppointmentDate { get; init; }
    public string? AppointmentType { get; init; }
    public string? ServiceRequested { get; init; }
    public string? ServiceNotOfferedReason { get; init; }
    public bool? FollowUpRequired { get; init; }
    public string? FollowUpReason { get; init; }
    public decimal? ComplianceScore { get; init; }
    public IReadOnlyList<ObjectionResponse> Objections { get; init; } = [];
    public JsonElement Document { get; init; }
    public required DateTimeOffset AnalysedAt { get; init; }
}

public sealed record ObjectionResponse(
    string Category, string Objection, bool? Overcome, string? Speaker, decimal? AtSeconds, string? Severity, decimal? Confidence, JsonElement Suggestions);

/// <summary>What was said: <c>GET /api/v1/calls/{id}/transcript</c>.</summary>
public sealed record TranscriptResponse(
    Guid CallId, string Source, string Text, string? Language, decimal? Confidence, int? WordCount, IReadOnlyList<TranscriptPart> Segments);

/// <summary>One speaker's words; seconds from the call's beginning.</summary>
public sealed record TranscriptPart(int Number, string Speaker, string Text, decimal? Start, decimal? End);

/// <summary>Work at the analysis provider that has not come back, or failed.</summary>
public sealed record AnalysisTaskResponse(
    Guid Id, string Kind, Guid? CallId, Guid? SessionId, string Provider, string? ExternalId, string State, int Attempts, string? ErrorCode,
    string? ErrorMessage, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A person who called and reached nobody.</summary>
public sealed record MissedCallResponse(
    Guid CallId, Guid? ContactId, string? ContactName, Guid? LeadId, string PhoneNumber, DateTimeOffset MissedAt, string State, Guid? CallBackId,
    Guid? ResolvedBy, DateTimeOffset? ResolvedAt, string? Note);

/// <summary>How a missed call was dealt with.</summary>
public sealed record MissedCallPatch(
    [property: Required, RegularExpression("open|recovered|dismissed", ErrorMessage = "It must be open, recovered or dismissed.")] string State,
    [property: StringLength(1000)] string? Note = null);

/// <summary>What the organisation wants done with inbound calls.</summary>
public sealed record InboundSettingsDocument(
    bool AnalyseOutbound = false,
    bool CallBackMissed = false,
    [property: StringLength(100)] string? CallBackAssistantId = null,
    [property: StringLength(100)] string? CallBackPhoneNumberId = null,
    [property: Range(0, 1440)] int CallBackDelayMinutes = 2,
    [property: Range(5, 1440)] int AppointmentMinutes = 60);

/// <summary>A webhook as it came.</summary>
public sealed record WebhookDeliveryResponse(
    Guid Id, string Provider, string Kind, string? Subject, string State, int Attempts, string? Error, DateTimeOffset ReceivedAt, DateTimeOffset? ProcessedAt);

/// <summary>A webhook with its body: JSON where it is JSON.</summary>
public sealed record WebhookDeliveryDetail(WebhookDeliveryResponse Delivery, JsonElement? Body);
