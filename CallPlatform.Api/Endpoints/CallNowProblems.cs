using System.Globalization;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Api.Endpoints;

/// <summary>Why a "call now" was not sent, for the person who pressed it.</summary>
internal static class CallNowProblems
{
    public static ProblemHttpResult? Of(CallNowResult result) => result.Outcome switch
    {
        CallNowOutcome.NotFound => Problems.NotFound("call"),
        CallNowOutcome.UnderWay => Problems.Conflict("call_under_way", "This call is under way already."),
        CallNowOutcome.Over => Problems.Conflict("call_over", "This call is over; only a ready or missed call can be made."),
        CallNowOutcome.Refused => Problems.Conflict(result.Decision!.Reason!, TextOf(result.Decision)),
        _ => null,
    };

    /// <summary>What the provider said when it refused.</summary>
    public static async Task<string> ReasonAsync(CallPlatformDbContext db, Guid callId, CancellationToken ct) =>
        "The provider refused the call: "
        + (await db.Calls.Where(c => c.Id == callId).Select(c => c.State.ErrorMessage).FirstOrDefaultAsync(ct) ?? "it gave no reason.");

    private static string TextOf(DialDecision decision)
    {
        var why = decision.Reason switch
        {
            DialReason.OutsideWindow => "It is outside calling hours where this person is",
            DialReason.Holiday => "It is a holiday in the calling schedule",
            DialReason.Disabled => "Calling is switched off in the schedule",
            DialReason.Suppressed => "This number is on the suppression list",
            DialReason.RecentContact => "Somebody of the business talked with this person lately",
            DialReason.Budget => "The month's budget is used up",
            DialReason.ProviderDown => "The provider does not answer",
            DialReason.CampaignPaused => "The campaign is paused",
            DialReason.CampaignOver => "The campaign was cancelled",
            DialReason.UnknownTimeZone => "The person's time zone is not known",
            DialReason.BrokenSchedule => "The calling schedule cannot be read; save it again",
            _ => "The calling rules do not allow it",
        };
        return decision.Until is { } until
            ? $"{why}. It may be called from {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC."
            : $"{why}.";
    }
}
