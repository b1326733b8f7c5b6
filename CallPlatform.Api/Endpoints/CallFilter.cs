using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>What narrows a list of calls. Days are those of the organisation's zone; both ends count.</summary>
internal sealed class CallFilter
{
    /// <summary>A filtered total is exact up to here: more pages than this nobody turns.</summary>
    public const int MostCounted = 10_000;

    private const int MostContacts = 500;

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

    public bool IsEmpty => string.IsNullOrEmpty(Status) && string.IsNullOrWhiteSpace(Search) && ContactId is null && DateFrom is null && DateTo is null;

    /// <summary>Why the filter cannot be used, or null.</summary>
    public ProblemHttpResult? Refusal =>
        StatusNames.FirstOrDefault(name => name != "pending" && !CallStatuses.TryParse(name, out _)) is { } unknown
            ? Problems.Invalid("status", $"There is no status '{unknown}'.")
            : Search is { Length: > 100 } ? Problems.Invalid("search", "At most 100 characters.")
            : null;

    private string[] StatusNames => Status?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public async Task<IQueryable<Call>> ApplyAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        var calls = db.Calls.Where(c => !c.IsDemo);
        if (StatusNames is { Length: > 0 } names)
        {
            calls = WithStatus(calls, names);
        }

        if (ContactId is { } contact)
        {
            calls = calls.Where(c => c.ContactId == contact);
        }

        if (!string.IsNullOrWhiteSpace(Search))
        {
            // First the people, who are few, then their calls by index.
            var pattern = $"%{Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            var people = await db.Contacts.Where(c => EF.Functions.ILike(c.Name, pattern) || EF.Functions.ILike(c.Phone, pattern))
                .Select(c => c.Id).Take(MostContacts).ToListAsync(ct);
            calls = calls.Where(c => c.ContactId != null && people.Contains(c.ContactId.Value));
        }

        return DateFrom is null && DateTo is null ? calls : await WithDaysAsync(calls, db, ct);
    }

    // "pending" is not a status of ours but how BoostedCalls' clients know a call that the provider does not have yet.
    private static IQueryable<Call> WithStatus(IQueryable<Call> calls, string[] names)
    {
        var pending = names.Contains("pending");
        var statuses = names.Where(n => n != "pending").Select(CallStatuses.Parse).ToList();
        if (pending)
        {
            statuses.Add(CallStatus.Ready);
        }

        return pending
            ? calls.Where(c => statuses.Contains(c.State.Status) || (c.State.Status == CallStatus.Queued && c.State.ProviderCallId == null))
            : calls.Where(c => statuses.Contains(c.State.Status));
    }

    private async Task<IQueryable<Call>> WithDaysAsync(IQueryable<Call> calls, CallPlatformDbContext db, CancellationToken ct)
    {
        var name = await db.Organizations.Select(o => o.TimeZone).FirstOrDefaultAsync(ct) ?? "UTC";
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc;
        DateTimeOffset Start(DateOnly day)
        {
            var midnight = day.ToDateTime(TimeOnly.MinValue);
            return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
        }

        if (DateFrom is { } from)
        {
            var start = Start(from);
            calls = calls.Where(c => c.CreatedAt >= start);
        }

        if (DateTo is { } to && to < DateOnly.MaxValue)
        {
            var end = Start(to.AddDays(1));
            calls = calls.Where(c => c.CreatedAt < end);
        }

        return calls;
    }
}
