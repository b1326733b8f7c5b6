namespace CallPlatform.Web.Components.Shared;

/// <summary>How a call's status is told: its tone and shape here, its words in the resources (<c>Status_…</c>).</summary>
public static class CallWords
{
    /// <summary>As filters offer them, in the order a call lives.</summary>
    public static IReadOnlyList<string> Statuses { get; } =
        ["ready", "queued", "initiated", "ringing", "in-progress", "completed", "no-answer", "busy", "voicemail", "failed", "cancelled"];

    public static string Key(string status) => "Status_" + status.Replace("-", "_", StringComparison.Ordinal);

    public static string Tone(string status) => status switch
    {
        "completed" => "good",
        "no-answer" or "busy" or "voicemail" => "warn",
        "failed" => "bad",
        "initiated" or "ringing" or "in-progress" => "live",
        _ => "quiet",
    };

    public static bool IsActive(string status) => status is "ready" or "pending" or "queued" or "initiated" or "ringing" or "in-progress";

    /// <summary>On the line now: the clock runs.</summary>
    public static bool IsOnLine(string status) => status is "initiated" or "ringing" or "in-progress";
}
