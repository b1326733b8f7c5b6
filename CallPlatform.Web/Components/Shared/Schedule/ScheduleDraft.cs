using System.Globalization;
using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Shared.Schedule;

/// <summary>Calling rules while somebody edits them: the week, the days off, and delays as people type them.</summary>
public sealed class ScheduleDraft
{
    private static readonly Dictionary<DayOfWeek, string> Names = new()
    {
        [DayOfWeek.Monday] = "mon", [DayOfWeek.Tuesday] = "tue", [DayOfWeek.Wednesday] = "wed", [DayOfWeek.Thursday] = "thu",
        [DayOfWeek.Friday] = "fri", [DayOfWeek.Saturday] = "sat", [DayOfWeek.Sunday] = "sun",
    };

    private ScheduleDraft(ScheduleConfig config)
    {
        Config = config;
        foreach (var (day, name) in Names)
        {
            if (config.Windows.TryGetValue(name, out var windows) && windows.Length > 0)
            {
                Week.Set(day, windows.Select(w => new TimeWindow(Time(w.Start), Time(w.End))));
            }
        }

        Holidays = [.. config.Holidays.Order(StringComparer.Ordinal)];
        Delays = new()
        {
            ["no_answer"] = Text(config.RetryDelaysMinutes.NoAnswer), ["busy"] = Text(config.RetryDelaysMinutes.Busy),
            ["voicemail"] = Text(config.RetryDelaysMinutes.Voicemail), ["failed"] = Text(config.RetryDelaysMinutes.Failed),
        };
    }

    /// <summary>The rules' plain fields.</summary>
    public ScheduleConfig Config { get; }

    public WeekSchedule Week { get; } = new();

    /// <summary>Days as <c>yyyy-MM-dd</c>.</summary>
    public SortedSet<string> Holidays { get; }

    /// <summary>Minutes by how a try was missed, as typed: "60, 240".</summary>
    public Dictionary<string, string> Delays { get; }

    /// <summary>What can be said before the Api is asked: the key of a text by the field's name on the wire.</summary>
    public Dictionary<string, string> Problems
    {
        get
        {
            var problems = Delays.Where(d => Minutes(d.Value) is null).ToDictionary(d => $"retry_delays_minutes.{d.Key}", _ => "DelaysWrong");
            if (WeekSchedule.Days.Any(day => Week.ProblemOf(day) is not null))
            {
                problems["windows"] = "HoursWrong";
            }

            return problems;
        }
    }

    public static ScheduleDraft Of(ScheduleConfig config) => new(config);

    /// <summary>The rules as edited; only when there are no <see cref="Problems"/>.</summary>
    public ScheduleConfig ToConfig() => Config with
    {
        Windows = Names.Where(n => Week.Of(n.Key).Count > 0).ToDictionary(
            n => n.Value, n => Week.Of(n.Key).OrderBy(w => w.StartMinute).Select(w => new Contracts.TimeWindow(Write(w.Start), w.End == TimeOnly.MinValue ? "24:00" : Write(w.End))).ToArray()),
        Holidays = [.. Holidays],
        RetryDelaysMinutes = new()
        {
            NoAnswer = Minutes(Delays["no_answer"]) ?? [], Busy = Minutes(Delays["busy"]) ?? [], Voicemail = Minutes(Delays["voicemail"]) ?? [], Failed = Minutes(Delays["failed"]) ?? [],
        },
    };

    private static int[]? Minutes(string typed)
    {
        var parts = typed.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);
        var minutes = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out minutes[i]))
            {
                return null;
            }
        }

        return minutes;
    }

    private static string Text(int[] minutes) => string.Join(", ", minutes);

    private static string Write(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : TimeOnly.MinValue; // "24:00"
}
