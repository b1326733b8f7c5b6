namespace CallPlatform.Contracts;

/// <summary>
/// When and how an organisation calls: <c>GET</c> and <c>PUT /api/v1/calls/schedule-config</c>. A campaign may have its own.
/// </summary>
public sealed record ScheduleConfig
{
    /// <summary>IANA name; counts where neither the contact nor the number says another.</summary>
    public string Timezone { get; set; } = "UTC";

    /// <summary>By weekday (<c>mon</c> … <c>sun</c>), in the callee's time. A day that is missing or empty is closed.</summary>
    public Dictionary<string, TimeWindow[]> Windows { get; set; } = [];

    /// <summary>Days without calls, <c>yyyy-MM-dd</c>, in the callee's time.</summary>
    public string[] Holidays { get; set; } = [];

    /// <summary>1 to 20.</summary>
    public int MaxAttempts { get; set; } = 3;
    public RetryDelays RetryDelaysMinutes { get; set; } = new();

    /// <summary>0 to 100,000. Of the organisation as a whole: a campaign's own figure does not count.</summary>
    public int MaxConcurrentCalls { get; set; } = 100;

    /// <summary>0 to 1,000,000. Of the organisation as a whole: a campaign's own figure does not count.</summary>
    public int CallsPerMinute { get; set; } = 600;

    /// <summary><c>hang_up</c>, <c>leave_message</c> (<see cref="VoicemailMessage"/>) or <c>retry</c>.</summary>
    public string VoicemailAction { get; set; } = "retry";
    public string? VoicemailMessage { get; set; }

    /// <summary>Hours from a service's appointment to its feedback call, 0 to 8,760.</summary>
    public double CallDelayAfterServiceHours { get; set; } = 24;

    /// <summary>False: nothing is dialled by itself.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The robot keeps quiet for so many hours after a person of the business talked with the customer; 0 to 720, 0 is off.</summary>
    public double HumanContactHours { get; set; } = 24;

    /// <summary><c>hold</c>: the call waits that long; <c>cancel</c>: it is called off.</summary>
    public string HumanContactAction { get; set; } = "hold";

    /// <summary>US dollars a calendar month, of the organisation as a whole; null for none.</summary>
    public decimal? MonthlyBudget { get; set; }

    /// <summary>Who talks in feedback calls that belong to no campaign; null for the provider's default.</summary>
    public string? AssistantId { get; set; }
    public string? PhoneNumberId { get; set; }
}

/// <summary>From <c>start</c> up to <c>end</c>, <c>HH:mm</c>; an end of <c>24:00</c> is midnight. Over midnight: <c>22:00–24:00</c> and, the next day, <c>00:00–06:00</c>.</summary>
public sealed record TimeWindow(string Start, string End);

/// <summary>Minutes to the next try by how the last one was missed: the first, the second … try; the last figure goes on. Empty: no further try.</summary>
public sealed record RetryDelays
{
    public int[] NoAnswer { get; set; } = [60, 240];
    public int[] Busy { get; set; } = [15, 60];
    public int[] Voicemail { get; set; } = [240];
    public int[] Failed { get; set; } = [30];
}
