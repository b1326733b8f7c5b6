using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Dialing;
using Xunit;

namespace CallPlatform.Tests.Core.Dialing;

public class ScheduleReaderTests
{
    public static TheoryData<string, string, Action<ScheduleConfig>> Mistakes => new()
    {
        { "windows.mon", "is not before", c => c.Windows["mon"] = [new("18:00", "09:00")] },
        { "windows.mon", "is not before", c => c.Windows["mon"] = [new("09:00", "09:00")] },
        { "windows.tue", "overlap", c => c.Windows["tue"] = [new("13:00", "18:00"), new("09:00", "13:30")] },
        { "windows.wed", "HH:mm", c => c.Windows["wed"] = [new("9", "18:00")] },
        { "windows.thu", "HH:mm", c => c.Windows["thu"] = [new("09:00", "24:01")] },
        { "windows.monday", "Days are", c => c.Windows["monday"] = [] },
        { "timezone", "not known", c => c.Timezone = "Mars/Olympus" },
        { "timezone", "not known", c => c.Timezone = "" },
        { "holidays", "no day", c => c.Holidays = ["2027-02-29"] },
        { "retry_delays_minutes.busy", "from 0", c => c.RetryDelaysMinutes.Busy = [-1] },
        { "call_delay_after_service_hours", "from 0", c => c.CallDelayAfterServiceHours = -1 },
        { "human_contact_hours", "from 0", c => c.HumanContactHours = double.NaN },
        { "max_attempts", "from 1", c => c.MaxAttempts = 0 },
        { "voicemail_action", "one of", c => c.VoicemailAction = "shout" },
        { "voicemail_message", "needs a message", c => c.VoicemailAction = "leave_message" },
        { "monthly_budget", "amount", c => c.MonthlyBudget = -0.01m },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_at_its_field(string field, string text, Action<ScheduleConfig> mistake)
    {
        var config = ScheduleReader.DefaultOf("Europe/Berlin");
        mistake(config);

        var reading = ScheduleReader.Read(config);

        Assert.Null(reading.Schedule);
        var error = Assert.Single(reading.Errors);
        Assert.Equal(field, error.Key);
        Assert.Contains(text, Assert.Single(error.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_that_touch_and_one_that_ends_at_midnight_are_fine()
    {
        var config = ScheduleReader.DefaultOf("Asia/Kolkata");
        config.Windows["mon"] = [new("13:00", "24:00"), new("09:00", "13:00")];

        Assert.Empty(ScheduleReader.Read(config).Errors);
    }

    [Fact]
    public void The_wire_form_keeps_its_defaults_where_fields_are_absent()
    {
        var config = ScheduleReader.Parse("""{"timezone": "Europe/Berlin", "windows": {"mon": [{"start": "09:00", "end": "18:00"}]}, "max_attempts": 2}""")!;

        Assert.Equal((2, true, 24d, "retry"), (config.MaxAttempts, config.Enabled, config.CallDelayAfterServiceHours, config.VoicemailAction));
        Assert.Equal([60, 240], config.RetryDelaysMinutes.NoAnswer);
    }

    [Theory]
    [InlineData(CallStatus.NoAnswer, 1, 60)]
    [InlineData(CallStatus.NoAnswer, 2, 240)]
    [InlineData(CallStatus.NoAnswer, 3, 240)]
    [InlineData(CallStatus.NoAnswer, 4, null)] // all attempts used
    [InlineData(CallStatus.Busy, 1, 15)]
    [InlineData(CallStatus.Voicemail, 1, null)] // the message was left
    [InlineData(CallStatus.Completed, 1, null)]
    public void Each_miss_has_its_own_delays_and_the_last_one_goes_on(CallStatus missed, int attempts, int? minutes)
    {
        var schedule = Schedules.Daily("09:00", "18:00", c => (c.MaxAttempts, c.VoicemailAction, c.VoicemailMessage) = (4, "leave_message", "Please call us back."));

        Assert.Equal(minutes is { } m ? TimeSpan.FromMinutes(m) : null, schedule.RetryAfter(missed, attempts));
    }
}
