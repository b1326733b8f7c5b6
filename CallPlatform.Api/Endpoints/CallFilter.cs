using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CallPlatform.Api.Endpoints;

/// <summary>A <see cref="CallSearch"/> in an address. Days are those of the organisation's zone; both ends count.</summary>
internal sealed class CallFilter
{
    /// <summary>A filtered total is exact up to here: more pages than this nobody turns.</summary>
    public const int MostCounted = 10_000;

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>Part of the person's name or number.</summary>
    [FromQuery(Name = "search")]
    public string? Search { get; init; }

    [FromQuery(Name = "contact_id")]
    public Guid? ContactId { get; init; }

    [FromQuery(Name = "date_from")]
    public DateOnly? DateFrom { get; init; }

    [FromQuery(Name = "date_to")]
    public DateOnly? DateTo { get; init; }

    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    [FromQuery(Name = "direction")]
    public string? Direction { get; init; }

    public bool IsEmpty => string.IsNullOrEmpty(Status) && string.IsNullOrEmpty(Direction) && string.IsNullOrWhiteSpace(Search) && ContactId is null && DateFrom is null && DateTo is null;

    /// <summary>Why the filter cannot be used, or null.</summary>
    public ProblemHttpResult? Refusal =>
        AsSearch().UnknownStatus is { } unknown ? Problems.Invalid("status", $"There is no status '{unknown}'.")
            : Direction is not (null or "" or "outbound" or "inbound") ? Problems.Invalid("direction", "It must be inbound or outbound.")
            : Search is { Length: > 100 } ? Problems.Invalid("search", "At most 100 characters.")
            : null;

    public CallSearch AsSearch() => new(
        Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [], Search, ContactId, DateFrom, DateTo, Direction);

    public Task<IQueryable<Call>> ApplyAsync(CallPlatformDbContext db, CancellationToken ct) => AsSearch().ApplyAsync(db, ct);
}
