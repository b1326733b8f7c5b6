using System.Globalization;
using CallPlatform.Web.Auth;

namespace CallPlatform.Web.Components.Shared;

/// <summary>Times as people of the organisation read them: its zone, their locale.</summary>
internal sealed class OrganizationClock(CurrentUser user, TimeProvider time)
{
    private TimeZoneInfo? zone;

    public TimeZoneInfo Zone => zone ??= TimeZoneInfo.TryFindSystemTimeZoneById(user.TimeZone, out var found) ? found : TimeZoneInfo.Utc;

    public DateTimeOffset Now => ToLocal(time.GetUtcNow());

    /// <summary>"Asia/Kolkata (UTC+05:30)".</summary>
    public string ZoneName
    {
        get
        {
            if (Zone.BaseUtcOffset == TimeSpan.Zero && !Zone.SupportsDaylightSavingTime)
            {
                return "UTC";
            }

            var offset = Zone.GetUtcOffset(time.GetUtcNow());
            return string.Create(CultureInfo.InvariantCulture, $"{Zone.Id} (UTC{(offset < TimeSpan.Zero ? "−" : "+")}{offset:hh\\:mm})");
        }
    }

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(ToLocal(at).DateTime);

    /// <summary>What a person of the organisation means by a date and a time; a time that clocks skip is the next one there is.</summary>
    public DateTimeOffset FromLocal(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    public DateTimeOffset ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>"14:20" today, "12 Nov 14:20" this year, else with the year.</summary>
    public string Short(DateTimeOffset at)
    {
        var local = ToLocal(at);
        var today = Now;
        var culture = CultureInfo.CurrentCulture;
        if (local.Date == today.Date)
        {
            return local.ToString("t", culture);
        }

        var date = local.Year == today.Year ? local.ToString("d MMM", culture) : local.ToString("d MMM yyyy", culture);
        return $"{date}, {local.ToString("t", culture)}";
    }

    /// <summary>What a date-and-time field shows.</summary>
    public string Field(DateTimeOffset at) => ToLocal(at).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    /// <summary>What was typed into a date-and-time field, on the organisation's clock; null for nothing or nonsense.</summary>
    public DateTimeOffset? OfField(string? typed) =>
        DateTime.TryParseExact(typed, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime()
            : null;

    /// <summary>"14:20".</summary>
    public string TimeOf(DateTimeOffset at) => ToLocal(at).ToString("t", CultureInfo.CurrentCulture);

    public string WithSeconds(DateTimeOffset at) => ToLocal(at).ToString("T", CultureInfo.CurrentCulture);

    public string Full(DateTimeOffset at) => $"{ToLocal(at).ToString("F", CultureInfo.CurrentCulture)} · {ZoneName}";
}
