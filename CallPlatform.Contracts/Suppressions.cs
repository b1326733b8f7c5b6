using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>A number that is not called: <c>POST /api/v1/suppressions</c>. Without an end it is for good.</summary>
public sealed record SuppressionRequest(
    [property: Required, StringLength(40, MinimumLength = 3)] string Phone,
    [property: StringLength(200)] string? Reason = null,
    [property: StringLength(1000)] string? Note = null,
    DateTimeOffset? ExpiresAt = null);

/// <param name="Phone">E.164.</param>
/// <param name="Reason">In words.</param>
/// <param name="Source"><c>person</c>, <c>import</c>, <c>call</c> or <c>message</c>.</param>
/// <param name="Note">Of whoever added it.</param>
/// <param name="CallId">The call during which it was asked for.</param>
/// <param name="ExpiresAt">Null: for good.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record SuppressionResponse(
    string Phone, string Reason, string Source, string? Note, Guid? CallId, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt);

/// <summary>What an import of numbers did.</summary>
public sealed record SuppressionImportResponse(int Total, int Added, int AlreadyThere, IReadOnlyList<RowError> Errors);

/// <summary>A row of a file that was not taken. Lines count from 1, the header included.</summary>
public sealed record RowError(int Line, string Field, string Message);
