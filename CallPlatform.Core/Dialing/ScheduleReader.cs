using System.Globalization;
using System.Text.Json;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Dialing;

/// <summary>A schedule that was read, or what is wrong with it by field. A stored one that cannot be read makes calls wait.</summary>
public sealed record ScheduleReading(Schedule? Schedule, IReadOnlyDictionary<string, string[]> Errors);

/// <summary>Reads and checks calling rules as they are written on the wire and stored.</summary>
public static class ScheduleReader
{
    private static readonly Dictionary<string, DayOfWeek> Days = new()
    {
        ["mon"] = DayOfWeek.Monday, ["tue"] = DayOfWeek.Tuesday, ["wed"] = DayOfWeek.Wednesday, ["thu"] = DayOfWeek.Thursday,
        ["fri"] = DayOfWeek.Friday, ["sat"] = DayOfWeek.Saturday, ["sun"] = DayOfWeek.Sunday,
    };

    /// <summary>What holds where nothing was set: every day from 9 to 19 in the callee's time.</summary>
    public static ScheduleConfig DefaultOf(string timeZone) => new()
    {
        Timezone = timeZone,
        Windows = Days.Keys.ToDictionary(d => d, _ => new[] { new TimeWindow("09:00", "19:00") }),
    };

    /// <summary>Reads a stored configuration; null when it is not even JSON of that form.</summary>
    public static ScheduleConfig? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ContractsJson.Default.ScheduleConfig);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static ScheduleReading Read(ScheduleConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var errors = new FieldErrors();
        var windows = ReadWindows(config.Windows ?? [], errors);
        var holidays = ReadHolidays(config.Holidays ?? [], errors);
        var retries = ReadRetries(config.RetryDelaysMinutes ?? new(), errors);
        var voicemail = config.VoicemailAction switch
        {
            "hang_up" => VoicemailAction.HangUp,
            "leave_message" => VoicemailAction.LeaveMessage,
            "retry" => VoicemailAction.Retry,
            _ => errors.Add("voicemail_action", "It is one of hang_up, leave_message, retry.", VoicemailAction.HangUp),
        };
        errors.AddIf(!IsZone(config.Timezone), "timezone", "This time zone is not known. Write it as in Europe/Berlin.");
        errors.AddIf(config.MaxAttempts is < 1 or > 20, "max_attempts", "It must be from 1 to 20.");
        errors.AddIf(config.MaxConcurrentCalls is < 0 or > 100_000, "max_concurrent_calls", "It must be from 0 to 100000.");
        errors.AddIf(config.CallsPerMinute is < 0 or > 1_000_000, "calls_per_minute", "It must be from 0 to 1000000.");
        errors.AddIf(!IsIn(config.CallDelayAfterServiceHours, 8760), "call_delay_after_service_hours", "It must be from 0 to 8760 hours.");
        errors.AddIf(!IsIn(config.HumanContactHours, 720), "human_contact_hours", "It must be from 0 to 720 hours.");
        errors.AddIf(config.HumanContactAction is not ("hold" or "cancel"), "human_contact_action", "It is hold or cancel.");
        errors.AddIf(config.MonthlyBudget is < 0 or > 100_000_000, "monthly_budget", "It must be an amount from 0, or null for none.");
        errors.AddIf(
            voicemail == VoicemailAction.LeaveMessage && config.VoicemailMessage is not { Length: > 0 and <= 1000 },
            "voicemail_message", "leave_message needs a message of at most 1000 characters.");
        errors.AddIf(config.AssistantId?.Length > 100, "assistant_id", "It must be at most 100 characters long.");
        errors.AddIf(config.PhoneNumberId?.Length > 100, "phone_number_id", "It must be at most 100 characters long.");
        if (errors.Any)
        {
            return new ScheduleReading(null, errors.All);
        }

        return new ScheduleReading(
            new Schedule
            {
                TimeZone = config.Timezone,
                Windows = windows,
                Holidays = holidays,
                RetryMinutes = retries,
                Enabled = config.Enabled,
                MaxAttempts = config.MaxAttempts,
                VoicemailAction = voicemail,
                VoicemailMessage = config.VoicemailMessage,
                CallDelayAfterService = TimeSpan.FromHours(config.CallDelayAfterServiceHours),
                HumanContactPause = TimeSpan.FromHours(config.HumanContactHours),
                HumanContactCancels = config.HumanContactAction == "cancel",
                AgentRef = config.AssistantId,
                FromRef = config.PhoneNumberId,
            },
            errors.All);
    }

    private static bool IsZone(string? name) => !string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    private static bool IsIn(double value, double most) => double.IsFinite(value) && value >= 0 && value <= most;

    private static Dictionary<DayOfWeek, DayWindow[]> ReadWindows(Dictionary<string, TimeWindow[]> windows, FieldErrors errors)
    {
        var read = new Dictionary<DayOfWeek, DayWindow[]>();
        foreach (var (name, list) in windows)
        {
            var field = $"windows.{name}";
            if (!Days.TryGetValue(name, out var day))
            {
                errors.Add(field, "Days are mon, tue, wed, thu, fri, sat, sun.");
                continue;
            }

            if (list is null or { Length: > 24 })
            {
                errors.Add(field, "It must be a list of at most 24 windows.");
                continue;
            }

            var day24 = new List<DayWindow>();
            foreach (var window in list)
            {
                if (Minute(window?.Start) is not { } start || Minute(window?.End) is not { } end)
                {
                    errors.Add(field, "Times are written HH:mm, from 00:00 to 24:00.");
                }
                else if (start >= end)
                {
                    errors.Add(field, $"{window!.Start} is not before {window.End}. Over midnight, write two windows: one up to 24:00, one from 00:00 on the next day.");
                }
                else
                {
                    day24.Add(new DayWindow(start, end));
                }
            }

            read[day] = [.. day24.OrderBy(w => w.Start)];
            errors.AddIf(read[day].Zip(read[day].Skip(1)).Any(pair => pair.Second.Start < pair.First.End), field, "Windows of a day must not overlap.");
        }

        return read;
    }

    private static int? Minute(string? text) => text is "24:00" ? 1440
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute
        : null;

    private static HashSet<DateOnly> ReadHolidays(string[] holidays, FieldErrors errors)
    {
        var read = new HashSet<DateOnly>();
        errors.AddIf(holidays.Length > 1000, "holidays", "At most 1000 days.");
        foreach (var text in holidays.Take(1000))
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                read.Add(day);
            }
            else
            {
                errors.Add("holidays", $"'{(text is { Length: > 20 } ? text[..20] : text)}' is no day; write it as in 2027-12-25.");
            }
        }

        return read;
    }

    private static Dictionary<CallStatus, int[]> ReadRetries(RetryDelays delays, FieldErrors errors)
    {
        var read = new Dictionary<CallStatus, int[]>();
        void Add(CallStatus status, string name, int[]? minutes)
        {
            errors.AddIf(
                minutes is null or { Length: > 20 } || minutes.Any(m => m is < 0 or > 43_200),
                $"retry_delays_minutes.{name}", "It must be a list of at most 20 delays, each from 0 to 43200 minutes.");
            read[status] = minutes ?? [];
        }

        Add(CallStatus.NoAnswer, "no_answer", delays.NoAnswer);
        Add(CallStatus.Busy, "busy", delays.Busy);
        Add(CallStatus.Voicemail, "voicemail", delays.Voicemail);
        Add(CallStatus.Failed, "failed", delays.Failed);
        return read;
    }

    private sealed class FieldErrors
    {
        private readonly Dictionary<string, List<string>> errors = [];

        public bool Any => errors.Count > 0;

        public Dictionary<string, string[]> All => errors.ToDictionary(e => e.Key, e => e.Value.Distinct().ToArray());

        public void AddIf(bool wrong, string field, string text)
        {
            if (wrong)
            {
                Add(field, text);
            }
        }

        public T Add<T>(string field, string text, T instead)
        {
            Add(field, text);
            return instead;
        }

        public void Add(string field, string text)
        {
            if (!errors.TryGetValue(field, out var texts))
            {
                errors[field] = texts = [];
            }

            texts.Add(text);
        }
    }
}
