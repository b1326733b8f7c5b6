using CallPlatform.Contracts;
using CallPlatform.Core.Dialing;
using Xunit;

namespace CallPlatform.Tests.Core.Dialing;

/// <summary>Schedules as tests speak of them.</summary>
internal static class Schedules
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static Schedule Daily(string start, string end, Action<ScheduleConfig>? change = null) => Of(Days.Select(d => (d, start, end)), change);

    public static Schedule Of(IEnumerable<(string Day, string Start, string End)> windows, Action<ScheduleConfig>? change = null)
    {
        var config = new ScheduleConfig
        {
            Windows = windows.GroupBy(w => w.Day).ToDictionary(g => g.Key, g => g.Select(w => new TimeWindow(w.Start, w.End)).ToArray()),
        };
        change?.Invoke(config);
        var reading = ScheduleReader.Read(config);
        Assert.Empty(reading.Errors);
        return reading.Schedule!;
    }

    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}
