namespace CallPlatform.Core.Organizations;

/// <summary>An organisation's days. An unknown zone counts in UTC: a roll-up must never fail.</summary>
public static class OrganizationClock
{
    public static DateOnly DayOf(DateTimeOffset time, string timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? TimeZoneInfo.ConvertTime(time, zone).DateTime
            : time.UtcDateTime);
}
