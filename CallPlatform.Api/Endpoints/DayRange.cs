using System.Globalization;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>A range of the organisation's days, or of times: <c>date_from</c> and <c>date_to</c>, both included.</summary>
internal readonly record struct DayRange(DateTimeOffset? From, DateTimeOffset? To, DateOnly? FirstDay, DateOnly? LastDay)
{
    /// <summary>Reads both; a day means the organisation's, and the last one is taken whole.</summary>
    public static async Task<(DayRange Range, ProblemHttpResult? Problem)> ReadAsync(
        CallPlatformDbContext db, string? from, string? to, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(from) && string.IsNullOrEmpty(to))
        {
            return (default, null);
        }

        var zone = await ZoneAsync(db, ct);
        if (!TryRead(from, zone, wholeDay: false, out var first) || !TryRead(to, zone, wholeDay: true, out var last))
        {
            return (default, Problems.Invalid(TryRead(from, zone, false, out _) ? "date_to" : "date_from", "Write a date as in 2025-01-15, or a time as in 2025-01-15T10:00:00Z."));
        }

        return (new DayRange(first, last, DayOf(first, zone), last is { } end ? DayOf(end.AddTicks(-1), zone) : null), null);
    }

    /// <summary>The organisation's zone; UTC when its name is unknown.</summary>
    public static async Task<TimeZoneInfo> ZoneAsync(CallPlatformDbContext db, CancellationToken ct) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(await db.Organizations.Select(o => o.TimeZone).FirstOrDefaultAsync(ct) ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>When the day begins there.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var time = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(time))
        {
            time = time.AddMinutes(15); // clocks that skip midnight
        }

        return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
    }

    private static DateOnly? DayOf(DateTimeOffset? time, TimeZoneInfo zone) => time is { } t ? OrganizationClock.DayOf(t, zone.Id) : null;

    private static bool TryRead(string? text, TimeZoneInfo zone, bool wholeDay, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9998)
        {
            time = StartOf(wholeDay ? day.AddDays(1) : day, zone);
            return true;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
        {
            time = exact.ToUniversalTime();
            return true;
        }

        return false;
    }
}
