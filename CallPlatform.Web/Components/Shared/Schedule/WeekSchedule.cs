namespace CallPlatform.Web.Components.Shared.Schedule;

/// <summary>From one time of day to another; until 24:00 is written as 00:00.</summary>
public sealed record TimeWindow(TimeOnly Start, TimeOnly End)
{
    /// <summary>Minutes since midnight; an end at midnight is the day's end.</summary>
    public int EndMinute => End == TimeOnly.MinValue ? 24 * 60 : Minute(End);

    public int StartMinute => Minute(Start);

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;
}

/// <summary>The hours of a week in which people may be called: for each day any number of windows, none is a closed day.</summary>
public sealed class WeekSchedule
{
    private readonly Dictionary<DayOfWeek, List<TimeWindow>> days = [];

    public static IReadOnlyList<DayOfWeek> Days { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public IReadOnlyList<TimeWindow> Of(DayOfWeek day) => days.GetValueOrDefault(day, []);

    public void Set(DayOfWeek day, IEnumerable<TimeWindow> windows) => days[day] = [.. windows];

    public void Open(DayOfWeek day) => Set(day, [new(new(9, 0), new(18, 0))]);

    public void Close(DayOfWeek day) => days.Remove(day);

    public void CopyToAll(DayOfWeek from)
    {
        foreach (var day in Days.Where(d => d != from))
        {
            Set(day, Of(from));
        }
    }

    /// <summary>One more window after the last of the day, as far as the day goes.</summary>
    public void Add(DayOfWeek day)
    {
        var last = Of(day) is [.., var window] ? window.EndMinute : 8 * 60;
        if (last < (24 * 60) - 30)
        {
            var start = Math.Min(last + 60, (24 * 60) - 30);
            Set(day, [.. Of(day), new(At(start), At(Math.Min(start + 120, 24 * 60)))]);
        }
    }

    public void Replace(DayOfWeek day, int index, TimeWindow window) => Set(day, Of(day).Select((w, i) => i == index ? window : w));

    public void Remove(DayOfWeek day, int index) => Set(day, Of(day).Where((_, i) => i != index));

    /// <summary>A window where it was dragged to, or a new one at index -1; one that touches another becomes one with it.</summary>
    public void Place(DayOfWeek day, int index, int startMinute, int endMinute)
    {
        var (start, end) = (Math.Clamp(startMinute, 0, 24 * 60), Math.Clamp(endMinute, 0, 24 * 60));
        if (end <= start)
        {
            return;
        }

        var others = Of(day).Where((_, i) => i != index).ToList();

        // A joined window may reach the next one.
        while (others.Find(w => w.StartMinute <= end && w.EndMinute >= start) is { } touched)
        {
            (start, end) = (Math.Min(start, touched.StartMinute), Math.Max(end, touched.EndMinute));
            others.Remove(touched);
        }

        Set(day, others.Append(new(At(start), At(end))).OrderBy(w => w.StartMinute));
    }

    /// <summary>What is wrong with a day, as the key of a text; null when nothing is.</summary>
    public string? ProblemOf(DayOfWeek day, TimeWindow? allowed = null)
    {
        var sorted = Of(day).OrderBy(w => w.StartMinute).ToList();
        return sorted.Exists(w => w.EndMinute <= w.StartMinute) ? "ScheduleBackwards"
            : sorted.Zip(sorted.Skip(1)).Any(pair => pair.First.EndMinute > pair.Second.StartMinute) ? "ScheduleOverlap"
            : allowed is not null && sorted.Exists(w => w.StartMinute < allowed.StartMinute || w.EndMinute > allowed.EndMinute) ? "ScheduleOutsideLaw"
            : null;
    }

    private static TimeOnly At(int minute) => minute >= 24 * 60 ? TimeOnly.MinValue : new(minute / 60, minute % 60);
}
