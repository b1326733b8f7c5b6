using CallPlatform.Tests.Support;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Calling rules that let a test see one thing at a time.</summary>
internal static class CallingRules
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Stores the organisation's rules: open day and night or never; nobody is tried twice unless told so.</summary>
    public static Task RulesAsync(
        this Platform platform, bool open = true, int attempts = 1, int[]? retryMinutes = null, int perMinute = 600, decimal? budget = null, double humanContactHours = 0,
        string path = "/api/v1/calls/schedule-config") =>
        platform.PutAsync(path, Config(open, attempts, retryMinutes, perMinute, budget, humanContactHours));

    public static object Config(
        bool open = true, int attempts = 1, int[]? retryMinutes = null, int perMinute = 600, decimal? budget = null, double humanContactHours = 0) => new
        {
            timezone = "UTC",
            windows = Days.ToDictionary(day => day, _ => open ? new[] { new { start = "00:00", end = "24:00" } } : []),
            max_attempts = attempts,
            retry_delays_minutes = new { no_answer = retryMinutes ?? [], busy = retryMinutes ?? [], voicemail = retryMinutes ?? [], failed = retryMinutes ?? [] },
            calls_per_minute = perMinute,
            call_delay_after_service_hours = 0,
            human_contact_hours = humanContactHours,
            monthly_budget = budget,
        };
}
