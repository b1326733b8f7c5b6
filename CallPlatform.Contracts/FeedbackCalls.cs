using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>A call as AutoPulse's routes show it. Statuses: Ready, In Progress, Completed, Missed, Failed, Cancelled.</summary>
public sealed record FeedbackCall
{
    public required Guid Id { get; init; }
    public required string CallType { get; init; }
    public required string Direction { get; init; }
    public required string Status { get; init; }
    public string? CallReason { get; init; }
    public DateTimeOffset? ScheduledTime { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Seconds.</summary>
    public int? Duration { get; init; }
    public required string PhoneNumber { get; init; }
    public string? CustomerName { get; init; }
    public string? VehicleInfo { get; init; }
    public Guid? ServiceAdvisorId { get; init; }
    public string? ServiceAdvisorName { get; init; }
    public string? ServiceType { get; init; }

    /// <summary>0 to 10.</summary>
    public int? NpsScore { get; init; }

    /// <summary>1 to 5.</summary>
    public int? Rating { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? Notes { get; init; }
    public IReadOnlyList<string> PositiveMentions { get; init; } = [];
    public IReadOnlyList<string> AreasToImprove { get; init; } = [];
    public string? OverallFeedback { get; init; }
    public string? FeedbackSummary { get; init; }
    public string? Transcript { get; init; }

    /// <summary>An address of the Api's own, which streams the recording.</summary>
    public string? RecordingUrl { get; init; }
    public Guid? ServiceRecordId { get; init; }
    public Guid? CampaignId { get; init; }
    public bool IsDemo { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>How the last try was missed: no-answer, busy, voicemail, failed.</summary>
    public string? MissedReason { get; init; }

    /// <summary>Why it waits, for instance <c>outside_window</c>, and until when.</summary>
    public string? WaitReason { get; init; }
    public DateTimeOffset? WaitUntil { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What people own of a call: <c>PUT /api/v1/calls/{id}</c>. What is absent stays; what was written here no report overwrites.</summary>
public sealed record FeedbackCallEdit(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<int?> NpsScore = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string[]?> Tags = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Notes = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> CallReason = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> FeedbackSummary = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string[]?> PositiveMentions = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string[]?> AreasToImprove = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> OverallFeedback = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<DateTimeOffset?> ScheduledTime = default);

/// <summary>How many calls the tabs hold: <c>GET /api/v1/calls/counts</c>. <see cref="Most"/> means that many or more.</summary>
public sealed record FeedbackCallCounts(int Ready, int Missed, int Completed)
{
    /// <summary>Badges need no more, and counting stays quick with years of calls.</summary>
    public const int Most = 10_000;
}

/// <summary>Which calls to dial now: by id (at most 1,000), or all that match a filter of <c>ready</c> or <c>missed</c> ones (at most 10,000).</summary>
public sealed record BulkInitiateRequest(Guid[]? Ids = null, BulkFilter? Filter = null);

/// <param name="Status"><c>ready</c> or <c>missed</c>.</param>
/// <param name="CampaignId">Only this campaign's.</param>
/// <param name="ServiceType">Only of this type.</param>
public sealed record BulkFilter([property: Required] string Status, Guid? CampaignId = null, string? ServiceType = null);

/// <summary>How many calls go first from now on, and those that cannot.</summary>
public sealed record BulkInitiateResponse(int Accepted, IReadOnlyList<SkippedCall> Skipped);

public sealed record SkippedCall(Guid Id, string Reason);

/// <summary>What <c>POST /api/v1/calls/demo</c> takes.</summary>
public sealed record DemoCallRequest(
    [property: Required, StringLength(200, MinimumLength = 1)] string CustomerName,
    [property: Required, StringLength(40, MinimumLength = 3)] string PhoneNumber,
    [property: StringLength(200)] string? VehicleNumber = null,
    [property: StringLength(200)] string? ServiceAdvisorName = null,
    [property: StringLength(100)] string? ServiceType = null,
    Guid? OrganizationId = null);

public sealed record DemoCallResponse(
    Guid CallId, string CustomerName, string PhoneNumber, string? VehicleNumber, Guid? CampaignId, string Status, JsonElement? VapiResponse = null);
