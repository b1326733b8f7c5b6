using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallPlatform.Contracts;

/// <summary>One enquiry of one person.</summary>
public sealed record LeadResponse(
    Guid Id, Guid? ContactId, string FullName, string PhoneNumber, string? Email, string? City, string? Budget, string? Source, string? FormName,
    string Status, Guid? ProjectId, Guid? AssignedUserId, JsonElement Extra, JsonElement Attribution, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What became of its automatic call, in lists; null while nothing was decided.</summary>
    public LeadCallState? AutomaticCall { get; init; }
}

/// <summary>Whether a lead was called: a status of <c>GET /ai-call/logs</c>, with the reason where it was not.</summary>
public sealed record LeadCallState(string Status, string? Reason, string? Message, Guid? CallId, DateTimeOffset At);

/// <summary>A lead with its way so far: <c>GET /api/v1/leads/{id}</c>.</summary>
public sealed record LeadDetail(LeadResponse Lead, IReadOnlyList<LeadStatusStep> StatusHistory);

/// <summary>One step of a lead's way.</summary>
public sealed record LeadStatusStep(
    string? FromStatus, string ToStatus, string Source, Guid? CallId, Guid? ChangedBy, string? Note, DateTimeOffset At);

/// <summary>A lead's changes: what is absent stays as it is. The number can be corrected while the lead belongs to no contact.</summary>
public sealed record LeadPatch(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> FullName = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Email = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> City = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Budget = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Status = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<Guid?> AssignedUserId = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> Note = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<Guid?> ProjectId = default,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Optional<string?> PhoneNumber = default);

/// <summary>A person in <c>GET /api/v1/contact-cards</c>.</summary>
public sealed record ContactCard(
    Guid Id, string Name, string Phone, string? Email, JsonElement Properties, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A person with all that is known of them: <c>GET /api/v1/contact-cards/{id}</c>.</summary>
public sealed record ContactCardDetail(
    Guid Id, string Name, string Phone, string? Email, JsonElement Properties, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<LeadResponse> Leads, IReadOnlyList<CallWithAnalysis> Calls, IReadOnlyList<AppointmentResponse> Appointments,
    IReadOnlyList<TaskResponse> Tasks)
{
    /// <summary>Short messages from and to the person's number.</summary>
    public IReadOnlyList<MessageLogResponse> Messages { get; init; } = [];

    /// <summary>Recorded visits of the person's appointments.</summary>
    public IReadOnlyList<SessionResponse> Visits { get; init; } = [];
}

/// <summary>A number that customers dial.</summary>
public sealed record TrackingNumberRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Number,
    [property: StringLength(200)] string? Label = null,
    Guid? AssignedUserId = null);

public sealed record TrackingNumberResponse(
    Guid Id, string Number, string? Label, Guid? AssignedUserId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
