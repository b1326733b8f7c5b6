using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>What CallKaro found in the talk: its fields differ by agent, so they are kept whole and a few are understood.</summary>
internal static class CallKaroAnalysis
{
    private static readonly string[] Kept = ["post_call", "post_call_detail", "functions_called", "disposition_reason", "conversion_status", "try_count", "call_link"];

    /// <summary>One word for what came of it: an opt-out and a booking say more than a conversion.</summary>
    public static string? OutcomeOf(JsonElement data)
    {
        var found = CallKaroJson.Part(data, "post_call");
        if (CallKaroJson.IsTrue(found, "do_not_call") || Says(data, "disposition_reason", "do not call") || Says(data, "disposition_reason", "dnc"))
        {
            return "do_not_call";
        }

        if (CallKaroJson.Text(found, "appointment_date") is not null || CallKaroJson.IsTrue(found, "appointment_booked") || Booked(data))
        {
            return "booked";
        }

        return CallKaroJson.Text(data, "conversion_status")?.ToUpperInvariant() switch
        {
            "CONVERTED" => "successful",
            "NOT CONVERTED" => "unsuccessful",
            _ => null,
        };
    }

    public static string? SummaryOf(JsonElement data) =>
        CallKaroJson.Text(CallKaroJson.Part(data, "post_call"), "summary")
        ?? CallKaroJson.Text(CallKaroJson.Part(data, "post_call_detail"), "summary")
        ?? CallKaroJson.Text(data, "summary");

    public static string? Of(JsonElement data)
    {
        var analysis = new JsonObject();
        foreach (var name in Kept)
        {
            if (CallKaroJson.Part(data, name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value)
            {
                analysis[name] = JsonNode.Parse(value.GetRawText());
            }
        }

        return analysis.Count == 0 ? null : analysis.ToJsonString();
    }

    private static bool Booked(JsonElement data) =>
        CallKaroJson.Part(data, "functions_called") is { ValueKind: JsonValueKind.Array } functions
        && functions.EnumerateArray().Any(f => CallKaroJson.Text(f, "name")?.Contains("book", StringComparison.OrdinalIgnoreCase) == true && CallKaroJson.IsTrue(f, "success"));

    private static bool Says(JsonElement data, string name, string words) =>
        CallKaroJson.Text(data, name)?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
