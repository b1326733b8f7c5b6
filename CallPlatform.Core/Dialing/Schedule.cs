using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Dialing;

/// <summary>Minutes of a local day, from <see cref="Start"/> up to but without <see cref="End"/>; 0 to 1,440.</summary>
public readonly record struct DayWindow(int Start, int End)
{
    public bool Holds(int minute) => minute >= Start && minute < End;
}

/// <summary>What to do when a machine answers.</summary>
public enum VoicemailAction
{
    HangUp, LeaveMessage, Retry,
}

/// <summary>Calling rules that were read and checked. Made by <see cref="ScheduleReader"/> only, so it is never half-valid.</summary>
public sealed class Schedule
{
    private static readonly DayWindow[] Closed = [];

    internal Schedule()
    {
    }

    /// <summary>By <see cref="DayOfWeek"/>, sorted, not overlapping; in the callee's time.</summary>
    public required IReadOnlyDictionary<DayOfWeek, DayWindow[]> Windows { get; init; }

    public required IReadOnlySet<DateOnly> Holidays { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }
    public bool Enabled { get; init; }
    public int MaxAttempts { get; init; }
    public VoicemailAction VoicemailAction { get; init; }
    public string? VoicemailMessage { get; init; }
    public TimeSpan CallDelayAfterService { get; init; }

    /// <summary>How long the robot keeps quiet after people talked; zero is off.</summary>
    public TimeSpan HumanContactPause { get; init; }
    public bool HumanContactCancels { get; init; }
    public string? AgentRef { get; init; }
    public string? FromRef { get; init; }

    /// <summary>Minutes to the next try by how the last one was missed; see <see cref="RetryAfter"/>.</summary>
    public required IReadOnlyDictionary<CallStatus, int[]> RetryMinutes { get; init; }

    public DayWindow[] On(DateOnly day) =>
        Holidays.Contains(day) ? Closed : Windows.GetValueOrDefault(day.DayOfWeek, Closed);

    /// <summary>How long to wait after a miss; null when there is no further try.</summary>
    /// <param name="missed">How the last try ended.</param>
    /// <param name="attempts">Tries so far, from 1.</param>
    public TimeSpan? RetryAfter(CallStatus missed, int attempts)
    {
        if (attempts >= MaxAttempts || (missed == CallStatus.Voicemail && VoicemailAction != VoicemailAction.Retry))
        {
            return null;
        }

        return RetryMinutes.GetValueOrDefault(missed) is { Length: > 0 } delays
            ? TimeSpan.FromMinutes(delays[Math.Clamp(attempts, 1, delays.Length) - 1])
            : null;
    }
}
