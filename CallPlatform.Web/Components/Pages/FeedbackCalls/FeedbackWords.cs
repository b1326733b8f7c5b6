using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.FeedbackCalls;

/// <summary>How the feedback calls' own statuses and scores read as the platform's.</summary>
internal static class FeedbackWords
{
    /// <summary>The chip's status of a call: "Missed" says how.</summary>
    public static string StatusOf(FeedbackCall call) => call.Status switch
    {
        "In Progress" => "in-progress",
        "Missed" => call.MissedReason ?? "no-answer",
        var status => status.ToLowerInvariant(),
    };

    /// <summary>Who was asked whether they recommend the business: 9 and 10 do, up to 6 warn others.</summary>
    public static string Kind(int nps) => nps >= 9 ? "promoter" : nps >= 7 ? "passive" : "detractor";

    public static string Tone(int nps) => nps >= 9 ? "good" : nps >= 7 ? "warn" : "bad";

    public static bool MayCall(FeedbackCall call) => call.Status is "Ready" or "Missed" or "Failed";
}
