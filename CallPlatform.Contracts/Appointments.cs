using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>An appointment as a person makes it.</summary>
public sealed record AppointmentRequest(
    [property: Required] Guid? LeadId,
    [property: Required] DateTimeOffset? ScheduledStart,
    string? AssignedRepId = null,
    [property: StringLength(500)] string? Location = null,
    [property: StringLength(200)] string? ServiceType = null,
    DateTimeOffset? ScheduledEnd = null,
    [property: StringLength(2000)] string? Notes = null);

/// <summary>An appointment's changes: what is absent stays as it is, null empties.</summary>
public sealed record AppointmentPatch(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<DateTimeOffset?> ScheduledStart = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<DateTimeOffset?> ScheduledEnd = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> AssignedRepId = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Location = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> ServiceType = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Status = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Outcome = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Notes = default);

public sealed record AppointmentResponse
{
    public required Guid Id { get; init; }
    public required Guid LeadId { get; init; }
    public string? LeadName { get; init; }
    public string? LeadPhone { get; init; }
    public Guid? ContactId { get; init; }
    public Guid? CallId { get; init; }
    public Guid? AssignedRepId { get; init; }
    public DateTimeOffset? ScheduledStart { get; init; }
    public DateTimeOffset? ScheduledEnd { get; init; }
    public string? Location { get; init; }
    public string? ServiceType { get; init; }
    public string? AppointmentType { get; init; }
    public required string Status { get; init; }
    public required string Outcome { get; init; }
    public required string Source { get; init; }
    public required bool Confirmed { get; init; }
    public string? Notes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Something that was promised, or that somebody must do.</summary>
public sealed record TaskResponse(
    Guid Id, string Kind, string Title, string? ContactMethod, DateTimeOffset? DueAt, string Status, string Source, Guid? LeadId, Guid? ContactId,
    Guid? CallId, Guid? AssignedUserId, decimal? Confidence, string? Note, DateTimeOffset? CompletedAt, DateTimeOffset CreatedAt)
{
    /// <summary>Whom it is about, in lists.</summary>
    public string? PersonName { get; init; }
}

/// <summary>A task's changes: what is absent stays as it is.</summary>
public sealed record TaskPatch(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Status = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<Guid?> AssignedUserId = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<DateTimeOffset?> DueAt = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Note = default);

/// <summary>A rep has arrived.</summary>
public sealed record StartSessionRequest([property: Required] Guid? AppointmentId);

/// <summary>A rep has left; the audio may come later, as an upload.</summary>
public sealed record StopSessionRequest([property: StringLength(4000)] string? AudioUrl = null);

/// <summary>A visit's recording, with what its analysis found.</summary>
public sealed record SessionResponse(
    Guid Id, Guid AppointmentId, Guid RepId, string Status, string? AudioUrl, long? AudioBytes, string? Error, DateTimeOffset StartedAt,
    DateTimeOffset? StoppedAt, DateTimeOffset? AnalysedAt, VisitAnalysisResponse? Analysis);

/// <summary>Scores are from 0 to 1.</summary>
public sealed record VisitAnalysisResponse(
    string? Summary, decimal? MeetingStructureScore, decimal? TransitionPoint, decimal? ComplianceScore, decimal? SentimentScore, string? Outcome,
    string? Transcript, JsonElement? Segmentation, JsonElement? Document);
