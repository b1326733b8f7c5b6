using System.Text.Json.Nodes;

namespace CallPlatform.Core.Calls;

/// <summary>What an event's <c>data</c> holds. Ids, statuses and reasons; no personal data.</summary>
internal static class CallEventData
{
    public static string OfStatus(Call call, CallState before) => new JsonObject
    {
        ["from"] = before.Status.Name(),
        ["to"] = call.State.Status.Name(),
        ["attempt"] = call.State.Attempt,
        ["ended_reason"] = call.State.EndedReason,
        ["error"] = call.State.ErrorMessage,
    }.ToJsonString();

    public static string OfReason(string reason, DateTimeOffset? until = null, string? detail = null) => new JsonObject
    {
        ["reason"] = reason,
        ["until"] = until,
        ["detail"] = detail,
    }.ToJsonString();
}
