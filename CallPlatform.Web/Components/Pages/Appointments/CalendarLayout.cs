using CallPlatform.Contracts;
using CallPlatform.Web.Components.Shared;

namespace CallPlatform.Web.Components.Pages.Appointments;

/// <summary>One column of the calendar: a day, or a rep's day.</summary>
/// <param name="Key">The day, and the rep where columns are reps: <c>2026-01-31</c> or <c>2026-01-31/{id}</c>.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Day">Whose times it shows.</param>
/// <param name="Items">Its appointments, placed.</param>
public sealed record CalendarColumn(string Key, string Title, DateOnly Day, IReadOnlyList<PlacedAppointment> Items);

/// <summary>Where an appointment stands: minutes of the day, and its lane beside others of the same time.</summary>
public sealed record PlacedAppointment(AppointmentResponse It, int Start, int End, int Lane, int Lanes);

/// <summary>Places appointments so that none hides another.</summary>
internal static class CalendarLayout
{
    private const int Shortest = 20;
    private const int WholeDay = 24 * 60;

    public static IReadOnlyList<PlacedAppointment> Place(IEnumerable<AppointmentResponse> appointments, DateOnly day, OrganizationClock clock)
    {
        var spans = appointments.Where(a => a.ScheduledStart is not null && clock.DayOf(a.ScheduledStart.Value) == day)
            .Select(a => (It: a, Start: MinutesOf(a.ScheduledStart!.Value, day, clock), End: MinutesOf(a.ScheduledEnd ?? a.ScheduledStart!.Value.AddHours(1), day, clock)))
            .Select(s => (s.It, s.Start, End: Math.Clamp(s.End, s.Start + Shortest, WholeDay)))
            .OrderBy(s => s.Start).ThenByDescending(s => s.End).ToList();
        var placed = new List<PlacedAppointment>();
        var group = new List<(AppointmentResponse It, int Start, int End, int Lane)>();
        foreach (var (it, start, end) in spans)
        {
            // A gap ends the group: only appointments that touch share the width.
            if (group.Count > 0 && group.Max(g => g.End) <= start)
            {
                Close();
            }

            var lane = Enumerable.Range(0, group.Count + 1).First(l => group.Where(g => g.Lane == l).All(g => g.End <= start));
            group.Add((it, start, end, lane));
        }

        Close();
        return placed;

        void Close()
        {
            var lanes = group.Count == 0 ? 0 : group.Max(g => g.Lane) + 1;
            placed.AddRange(group.Select(g => new PlacedAppointment(g.It, g.Start, g.End, g.Lane, lanes)));
            group.Clear();
        }
    }

    /// <summary>The hours the calendar shows: office hours, and whatever lies outside of them.</summary>
    public static (int From, int To) Hours(IReadOnlyList<CalendarColumn> columns)
    {
        var all = columns.SelectMany(c => c.Items).ToList();
        return all.Count == 0 ? (8, 19) : (Math.Min(8, all.Min(a => a.Start) / 60), Math.Max(19, (all.Max(a => a.End) + 59) / 60));
    }

    private static int MinutesOf(DateTimeOffset at, DateOnly day, OrganizationClock clock)
    {
        var local = clock.ToLocal(at).DateTime;
        return (int)(local - day.ToDateTime(TimeOnly.MinValue)).TotalMinutes;
    }
}
