namespace CallPlatform.Core.Dialing;

/// <summary>Whether it is a calling hour, and if not, why and until when. <see cref="OpensAt"/> is null when no opening was found in a year.</summary>
public readonly record struct WindowAnswer(bool IsOpen, string? Reason, DateTimeOffset? OpensAt)
{
    public static WindowAnswer Open => new(true, null, null);
}

/// <summary>
/// The callee's wall clock decides, at the very instant: what the clock on their wall shows must lie in a window of that day.
/// So an hour that daylight saving repeats counts twice and one that it skips never, and no local time is ever guessed.
/// </summary>
public static class CallingWindow
{
    private const int DaysAhead = 400;

    /// <summary>Asks for one or several zones: where the number leaves several possible, all of them must be open.</summary>
    public static WindowAnswer At(Schedule schedule, IReadOnlyList<TimeZoneInfo> zones, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(zones);
        if (zones.All(z => IsOpen(schedule, z, now)))
        {
            return WindowAnswer.Open;
        }

        var local = TimeZoneInfo.ConvertTime(now, zones[0]);
        var reason = schedule.Holidays.Contains(DateOnly.FromDateTime(local.DateTime)) ? DialReason.Holiday : DialReason.OutsideWindow;
        return new WindowAnswer(false, reason, NextOpening(schedule, zones, now));
    }

    public static bool IsOpen(Schedule schedule, TimeZoneInfo zone, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        var minute = (local.Hour * 60) + local.Minute;
        foreach (var window in schedule.On(DateOnly.FromDateTime(local)))
        {
            if (window.Holds(minute))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When an open hour ends; null when it does not within a year.</summary>
    public static DateTimeOffset? ClosesAt(Schedule schedule, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(zone);
        var (at, horizon) = (now, now.AddDays(DaysAhead));
        while (at < horizon && IsOpen(schedule, zone, at))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            var end = local.Date.AddMinutes(schedule.On(DateOnly.FromDateTime(local)).First(w => w.Holds((local.Hour * 60) + local.Minute)).End);

            // Windows that touch go on; in an hour that the clock repeats, the end is that of its second run.
            var ends = new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
            at = ends > at ? ends : at.AddMinutes(1);
        }

        return at < horizon ? at : null;
    }

    // Each zone pushes the time to its own next opening until all agree; every push goes forward, so it ends.
    private static DateTimeOffset? NextOpening(Schedule schedule, IReadOnlyList<TimeZoneInfo> zones, DateTimeOffset now)
    {
        var end = now.AddDays(DaysAhead);
        for (DateTimeOffset? time = now; time is { } at && at < end;)
        {
            if (zones.FirstOrDefault(z => !IsOpen(schedule, z, at)) is not { } closed)
            {
                return at;
            }

            time = NextOpening(schedule, closed, at, end);
        }

        return null;
    }

    private static DateTimeOffset? NextOpening(Schedule schedule, TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset end)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        var last = DateOnly.FromDateTime(end.UtcDateTime);
        for (; day <= last; day = day.AddDays(1))
        {
            DateTimeOffset? earliest = null;
            foreach (var candidate in Openings(schedule, zone, day))
            {
                if (candidate > after && (earliest is null || candidate < earliest) && IsOpen(schedule, zone, candidate))
                {
                    earliest = candidate;
                }
            }

            if (earliest is not null)
            {
                return earliest;
            }
        }

        return null;
    }

    /// <summary>All instants at which a window of that local day may open: its starts, and the moment the clock is changed.</summary>
    private static IEnumerable<DateTimeOffset> Openings(Schedule schedule, TimeZoneInfo zone, DateOnly day)
    {
        var windows = schedule.On(day);
        if (windows.Length == 0)
        {
            yield break;
        }

        var midnight = day.ToDateTime(TimeOnly.MinValue);
        foreach (var window in windows)
        {
            var local = midnight.AddMinutes(window.Start);
            if (zone.IsAmbiguousTime(local))
            {
                foreach (var offset in zone.GetAmbiguousTimeOffsets(local))
                {
                    yield return new DateTimeOffset(local, offset).ToUniversalTime();
                }
            }
            else if (!zone.IsInvalidTime(local))
            {
                yield return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            }
        }

        if (Change(zone, midnight) is { } change)
        {
            yield return change;
        }
    }

    // Offsets differ at both ends of the day: the instant between them is found by halving, to the second.
    private static DateTimeOffset? Change(TimeZoneInfo zone, DateTime midnight)
    {
        var from = new DateTimeOffset(midnight, TimeSpan.Zero).AddHours(-15);
        var to = from.AddHours(54);
        if (zone.GetUtcOffset(from) == zone.GetUtcOffset(to))
        {
            return null;
        }

        var before = zone.GetUtcOffset(from);
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = from + TimeSpan.FromSeconds(Math.Floor((to - from).TotalSeconds / 2));
            (from, to) = zone.GetUtcOffset(middle) == before ? (middle, to) : (from, middle);
        }

        return to;
    }
}
