namespace CallPlatform.Core.Calls;

/// <summary>Where a call stands. The order is the order of progress; from <see cref="Completed"/> on nothing follows.</summary>
public enum CallStatus
{
    Ready = 0,
    Queued = 1,
    Initiated = 2,
    Ringing = 3,
    InProgress = 4,
    Completed = 10,
    NoAnswer = 11,
    Busy = 12,
    Voicemail = 13,
    Failed = 14,
    Cancelled = 15,
}

/// <summary>The statuses' names on the wire and in the database, and what they mean together.</summary>
public static class CallStatuses
{
    private static readonly Dictionary<CallStatus, string> Names = new()
    {
        [CallStatus.Ready] = "ready",
        [CallStatus.Queued] = "queued",
        [CallStatus.Initiated] = "initiated",
        [CallStatus.Ringing] = "ringing",
        [CallStatus.InProgress] = "in-progress",
        [CallStatus.Completed] = "completed",
        [CallStatus.NoAnswer] = "no-answer",
        [CallStatus.Busy] = "busy",
        [CallStatus.Voicemail] = "voicemail",
        [CallStatus.Failed] = "failed",
        [CallStatus.Cancelled] = "cancelled",
    };

    private static readonly Dictionary<string, CallStatus> Values = Names.ToDictionary(n => n.Value, n => n.Key);

    public static string Name(this CallStatus status) => Names[status];

    public static CallStatus Parse(string name) => Values[name];

    public static bool TryParse(string name, out CallStatus status) => Values.TryGetValue(name, out status);

    /// <summary>Nothing more is expected of this attempt.</summary>
    public static bool IsTerminal(this CallStatus status) => status >= CallStatus.Completed;

    /// <summary>The provider has it: it holds one of the concurrent lines.</summary>
    public static bool IsActive(this CallStatus status) => status is > CallStatus.Ready and < CallStatus.Completed;

    /// <summary>"Missed" in the dashboards: the person was not talked to.</summary>
    public static bool IsMissed(this CallStatus status) =>
        status is CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail or CallStatus.Failed;
}
