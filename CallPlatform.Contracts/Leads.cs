using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace CallPlatform.Contracts;

/// <summary>One enquiry of one person.</summary>
public sealed record LeadResponse(
    Guid Id, Guid? ContactId, string FullName, string PhoneNumber, string? Email, string? City, string? Budget, string? Source, string? FormName,
    string Status, Guid? ProjectId, Guid? AssignedUserId, JsonElement Extra, JsonElement Attribution, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A lead with its way so far: <c>GET /api/v1/leads/{id}</c>.</summary>
public sealed record LeadDetail(LeadResponse Lead, IReadOnlyList<LeadStatusStep> StatusHistory);

/// <summary>One step of a lead's way.</summary>
public sealed record LeadStatusStep(
    string? FromStatus, string ToStatus, string Source, Guid? CallId, Guid? ChangedBy, string? Note, DateTimeOffset At);

/// <summary>A lead's changes: what is absent stays as it is.</summary>
public sealed record LeadPatch(
    Optional<string?> FullName, Optional<string?> Email, Optional<string?> City, Optional<string?> Budget, Optional<string?> Status,
    Optional<Guid?> AssignedUserId, Optional<string?> Note);

/// <summary>A person in <c>GET /api/v1/contact-cards</c>.</summary>
public sealed record ContactCard(
    Guid Id, string Name, string Phone, string? Email, JsonElement Properties, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A person with all that is known of them: <c>GET /api/v1/contact-cards/{id}</c>.</summary>
public sealed record ContactCardDetail(
    Guid Id, string Name, string Phone, string? Email, JsonElement Properties, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<LeadResponse> Leads, IReadOnlyList<CallWithAnalysis> Calls, IReadOnlyList<AppointmentResponse> Appointments,
    IReadOnlyList<TaskResponse> Tasks);

/// <summary>A number that customers dial.</summary>
public sealed record TrackingNumberRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Number,
    [property: StringLength(200)] string? Label = null,
    Guid? AssignedUserId = null);

public sealed record TrackingNumberResponse(
    Guid Id, string Number, string? Label, Guid? AssignedUserId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
