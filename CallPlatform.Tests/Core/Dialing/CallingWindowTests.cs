using CallPlatform.Core.Dialing;
using Xunit;
using static CallPlatform.Tests.Core.Dialing.Schedules;

namespace CallPlatform.Tests.Core.Dialing;

public class CallingWindowTests
{
    private static readonly string[] Zones =
        ["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "UTC"];

    [Theory]
    [InlineData("Europe/Berlin", "2027-06-07T06:59:59", false, "2027-06-07T07:00:00")] // 08:59:59 of summer time
    [InlineData("Europe/Berlin", "2027-06-07T07:00:00", true, null)]
    [InlineData("Europe/Berlin", "2027-06-07T15:59:59", true, null)]
    [InlineData("Europe/Berlin", "2027-06-07T16:00:00", false, "2027-06-08T07:00:00")]
    [InlineData("Asia/Kolkata", "2027-06-07T03:29:59", false, "2027-06-07T03:30:00")] // half an hour off
    [InlineData("Asia/Kolkata", "2027-06-07T03:30:00", true, null)]
    [InlineData("Asia/Kathmandu", "2027-06-07T03:14:59", false, "2027-06-07T03:15:00")] // three quarters
    [InlineData("America/New_York", "2028-02-29T13:59:59", false, "2028-02-29T14:00:00")] // leap day
    [InlineData("America/New_York", "2028-02-28T23:30:00", false, "2028-02-29T14:00:00")]
    [InlineData("America/New_York", "2028-02-29T23:30:00", false, "2028-03-01T14:00:00")]
    public void The_callee_s_wall_clock_decides(string zone, string now, bool open, string? opens)
    {
        var answer = CallingWindow.At(Daily("09:00", "18:00"), [Zone(zone)], Utc(now));

        Assert.Equal(open, answer.IsOpen);
        Assert.Equal(opens is null ? null : Utc(opens), answer.OpensAt);
    }

    [Theory]
    [InlineData("09:00", "18:00", "Europe/Berlin", "2027-06-07T07:00:30", "2027-06-07T16:00:00")]
    [InlineData("01:00", "18:00", "America/New_York", "2027-03-14T06:30:00", "2027-03-14T22:00:00")] // spring takes an hour out of this window
    [InlineData("00:00", "18:00", "America/New_York", "2027-11-07T04:30:00", "2027-11-07T23:00:00")] // autumn gives one back
    [InlineData("00:00", "24:00", "Asia/Kolkata", "2027-06-07T07:00:00", null)] // windows that touch are one
    public void An_open_hour_ends_where_the_wall_clock_says(string from, string to, string zone, string now, string? closes) =>
        Assert.Equal(closes is null ? null : Utc(closes), CallingWindow.ClosesAt(Daily(from, to), Zone(zone), Utc(now)));

    [Fact]
    public void An_hour_that_spring_skips_is_never_called_in_and_the_window_opens_at_the_change()
    {
        // New York, 14 March 2027: 02:00 EST becomes 03:00 EDT at 07:00 UTC.
        var schedule = Daily("02:30", "04:00");

        Assert.Equal(Utc("2027-03-14T07:00:00"), CallingWindow.At(schedule, [Zone("America/New_York")], Utc("2027-03-14T06:59:59")).OpensAt);
        Assert.True(CallingWindow.IsOpen(schedule, Zone("America/New_York"), Utc("2027-03-14T07:00:00")));
        Assert.False(CallingWindow.IsOpen(schedule, Zone("America/New_York"), Utc("2027-03-14T08:00:00")));
    }

    [Fact]
    public void A_window_within_the_skipped_hour_has_no_opening_that_day()
    {
        var answer = CallingWindow.At(Daily("02:00", "02:45"), [Zone("America/New_York")], Utc("2027-03-14T05:00:00"));

        Assert.Equal(Utc("2027-03-15T06:00:00"), answer.OpensAt);
    }

    [Fact]
    public void An_hour_that_autumn_repeats_is_open_twice()
    {
        // New York, 7 November 2027: 02:00 EDT becomes 01:00 EST at 06:00 UTC.
        var schedule = Daily("00:30", "01:30");
        var zone = Zone("America/New_York");

        Assert.True(CallingWindow.IsOpen(schedule, zone, Utc("2027-11-07T05:15:00")));
        var between = CallingWindow.At(schedule, [zone], Utc("2027-11-07T05:45:00"));
        Assert.False(between.IsOpen);
        Assert.Equal(Utc("2027-11-07T06:00:00"), between.OpensAt);
        Assert.True(CallingWindow.IsOpen(schedule, zone, Utc("2027-11-07T06:29:59")));
        Assert.False(CallingWindow.IsOpen(schedule, zone, Utc("2027-11-07T06:30:00")));
    }

    [Fact]
    public void A_window_across_midnight_is_two_that_touch()
    {
        var schedule = Of([("fri", "22:00", "24:00"), ("sat", "00:00", "02:00")]);
        var zone = Zone("Europe/Berlin");

        Assert.Equal(Utc("2027-06-11T20:00:00"), CallingWindow.At(schedule, [zone], Utc("2027-06-11T19:00:00")).OpensAt);
        Assert.True(CallingWindow.IsOpen(schedule, zone, Utc("2027-06-11T21:59:59"))); // 23:59:59
        Assert.True(CallingWindow.IsOpen(schedule, zone, Utc("2027-06-11T22:00:00"))); // 00:00
        Assert.False(CallingWindow.IsOpen(schedule, zone, Utc("2027-06-12T00:00:00"))); // 02:00
    }

    [Fact]
    public void A_holiday_is_the_callee_s_and_says_so()
    {
        var schedule = Daily("09:00", "18:00", c => c.Holidays = ["2027-12-25"]);

        var auckland = CallingWindow.At(schedule, [Zone("Pacific/Auckland")], Utc("2027-12-24T21:00:00")); // the 25th, 10:00
        Assert.Equal(DialReason.Holiday, auckland.Reason);
        Assert.Equal(Utc("2027-12-25T20:00:00"), auckland.OpensAt);
        Assert.True(CallingWindow.IsOpen(schedule, Zone("Europe/Berlin"), Utc("2027-12-24T12:00:00")));
    }

    [Fact]
    public void Where_the_number_leaves_zones_open_all_of_them_are_in_hours()
    {
        var schedule = Daily("09:00", "18:00");
        TimeZoneInfo[] zones = [Zone("America/New_York"), Zone("America/Los_Angeles")];

        Assert.Equal(Utc("2027-06-07T16:00:00"), CallingWindow.At(schedule, zones, Utc("2027-06-07T13:30:00")).OpensAt);
        Assert.True(CallingWindow.At(schedule, zones, Utc("2027-06-07T21:59:00")).IsOpen);
        Assert.Equal(Utc("2027-06-08T16:00:00"), CallingWindow.At(schedule, zones, Utc("2027-06-07T22:00:00")).OpensAt);
    }

    [Fact]
    public void A_schedule_without_windows_never_opens()
    {
        Assert.Equal(new WindowAnswer(false, DialReason.OutsideWindow, null), CallingWindow.At(Of([]), [Zone("UTC")], Utc("2027-06-07T12:00:00")));
    }

    [Fact]
    public void The_promised_opening_is_open_and_nothing_before_it_is()
    {
        var random = new Random(20270607);
        for (var round = 0; round < 400; round++)
        {
            var windows = new List<(string, string, string)>();
            foreach (var day in (string[])["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
            {
                var cuts = Enumerable.Range(0, random.Next(3) * 2).Select(_ => random.Next(96) * 15).Distinct().Order().ToList();
                for (var i = 0; i + 1 < cuts.Count; i += 2)
                {
                    windows.Add((day, Text(cuts[i]), Text(cuts[i + 1])));
                }
            }

            var schedule = Of(windows);
            var zone = Zone(Zones[random.Next(Zones.Length)]);
            var now = Utc("2027-01-01T00:00:00").AddMinutes(random.Next(2 * 366 * 1440));
            var answer = CallingWindow.At(schedule, [zone], now);
            if (answer.IsOpen)
            {
                Assert.True(CallingWindow.IsOpen(schedule, zone, now));
                continue;
            }

            var opens = answer.OpensAt ?? now.AddDays(8);
            for (var t = now; t < opens && t < now.AddDays(8); t = t.AddMinutes(1))
            {
                Assert.False(CallingWindow.IsOpen(schedule, zone, t), $"{zone.Id}: open at {t:u}, promised {opens:u}, asked {now:u}");
            }

            Assert.True(answer.OpensAt is null || CallingWindow.IsOpen(schedule, zone, opens));
        }

        static string Text(int minute) => minute == 1440 ? "24:00" : $"{minute / 60:00}:{minute % 60:00}";
    }
}
