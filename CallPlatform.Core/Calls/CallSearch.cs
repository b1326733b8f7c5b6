using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>What narrows a list of calls, on a page and in an export. Days are those of the organisation's zone; both ends count.</summary>
/// <param name="Statuses">Names of statuses; <c>pending</c> is what the provider does not have yet.</param>
/// <param name="Search">Part of the person's name or number.</param>
/// <param name="ContactId">Only this person's.</param>
/// <param name="DateFrom">The first day.</param>
/// <param name="DateTo">The last day.</param>
/// <param name="Direction"><c>outbound</c> or <c>inbound</c>; null is both.</param>
public sealed record CallSearch(
    IReadOnlyList<string> Statuses, string? Search = null, Guid? ContactId = null, DateOnly? DateFrom = null, DateOnly? DateTo = null,
    string? Direction = null)
{
    private const int MostContacts = 500;

    /// <summary>A status that there is not, or null.</summary>
    public string? UnknownStatus => Statuses.FirstOrDefault(name => name != "pending" && !CallStatuses.TryParse(name, out _));

    public async Task<IQueryable<Call>> ApplyAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var calls = db.Calls.Where(c => !c.IsDemo);
        if (Statuses.Count > 0)
        {
            calls = WithStatus(calls);
        }

        if (!string.IsNullOrEmpty(Direction))
        {
            // Spelt out, so that the planner sees the partial index's own condition.
            calls = Direction == "inbound" ? calls.Where(c => c.Direction == "inbound") : calls.Where(c => c.Direction == "outbound");
        }

        if (ContactId is { } contact)
        {
            calls = calls.Where(c => c.ContactId == contact);
        }

        if (!string.IsNullOrWhiteSpace(Search))
        {
            // First the people, who are few, then their calls by index.
            var pattern = LikePattern.Containing(Search.Trim());
            var people = await db.Contacts.Where(c => EF.Functions.ILike(c.Name, pattern) || EF.Functions.ILike(c.Phone, pattern))
                .Select(c => c.Id).Take(MostContacts).ToListAsync(ct);
            calls = calls.Where(c => c.ContactId != null && people.Contains(c.ContactId.Value));
        }

        return DateFrom is null && DateTo is null ? calls : await WithDaysAsync(calls, db, ct);
    }

    // "pending" is not a status of ours but how BoostedCalls' clients know a call that the provider does not have yet.
    private IQueryable<Call> WithStatus(IQueryable<Call> calls)
    {
        var pending = Statuses.Contains("pending");
        var statuses = Statuses.Where(n => n != "pending").Select(CallStatuses.Parse).ToList();
        if (pending)
        {
            statuses.Add(CallStatus.Ready);
        }

        // One status is read in the index's own order; of several, PostgreSQL sorts all there are.
        if (!pending && statuses is [var only])
        {
            return calls.Where(c => c.State.Status == only);
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
