using System.Text.Json;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>As much of <c>POST /analytics</c> as asks for concurrency and counts.</summary>
internal static class VapiAnalytics
{
    public static async Task<IResult> Query(HttpContext http, VapiDesk desk, CallLedger ledger)
    {
        var (body, _, error) = await VapiEndpoints.ReadAsync(http);
        if (error is not null)
        {
            return error;
        }
        if (VapiTraits.Child(body, "queries") is not { ValueKind: JsonValueKind.Array } queries)
        {
            return VapiErrors.BadRequest((string[])["queries must be an array"]);
        }

        var now = DateTimeOffset.UtcNow;
        return Json.CamelResult(queries.EnumerateArray().Select(query => new
        {
            Name = VapiTraits.Child(query, "name")?.GetString(),
            TimeRange = new { Start = now.AddDays(-1), End = now, Step = "all", Timezone = "UTC" },
            Result = new[]
            {
                VapiTraits.Child(query, "table")?.GetString() == "subscription"
                    ? new Dictionary<string, object> { ["maxConcurrency"] = ledger.ActiveOf(VapiDesk.Provider), ["date"] = now }
                    : new Dictionary<string, object> { ["countId"] = desk.NewestFirst().Count(), ["date"] = now },
            },
        }), StatusCodes.Status201Created);
    }
}
