using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>What to export: <c>calls</c>, <c>contacts</c> or <c>leads</c>, narrowed as on the list's page. Days are the organisation's.</summary>
public sealed record ExportRequest(
    [property: Required, RegularExpression("calls|contacts|leads", ErrorMessage = "It must be calls, contacts or leads.")] string Kind,
    [property: StringLength(400)] string? Status = null,
    [property: StringLength(100)] string? Search = null,
    Guid? ContactId = null,
    DateOnly? DateFrom = null,
    DateOnly? DateTo = null,
    [property: RegularExpression("inbound|outbound", ErrorMessage = "It must be inbound or outbound.")] string? Direction = null);

/// <summary>An export. <c>State</c> is <c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>; what is done is kept until <c>ExpiresAt</c>.</summary>
public sealed record ExportResponse(
    Guid Id, string Kind, string State, long? RowsTotal, long RowsDone, long Bytes, string? Error, Guid? CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt, DateTimeOffset ExpiresAt);
