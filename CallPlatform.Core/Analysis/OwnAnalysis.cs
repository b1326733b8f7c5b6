using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Providers;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// Brings a voice provider's own analysis into the shape of the analysis documents. Only what it says is taken over: where it is
/// silent about booking or qualification, the document is too.
/// </summary>
internal static class OwnAnalysis
{
    public static string DocumentOf(CallState state)
    {
        using var analysis = JsonDocument.Parse(state.Analysis ?? "{}");
        using var outputs = JsonDocument.Parse(state.StructuredOutputs ?? "{}");
        JsonElement[] sources = [ProviderJson.Part(analysis.RootElement, "structuredData"), ProviderJson.Part(analysis.RootElement, "post_call"), .. ResultsOf(outputs.RootElement)];
        var booked = state.Outcome == "booked" ? true : Flag(sources, "appointment_booked", "appointmentBooked", "booked");
        var interested = Flag(sources, "interested", "is_interested", "isInterested");
        return new JsonObject
        {
            ["summary"] = new JsonObject
            {
                ["summary"] = state.Summary,
                ["sentiment_score"] = Number(sources, "sentiment_score", "sentimentScore", "sentiment"),
                ["pending_actions"] = Flag(sources, "callback_requested", "callbackRequested") == true
                    ? new JsonArray(new JsonObject { ["type"] = "callback", ["contact_method"] = "phone", ["raw_text"] = "The customer asked to be called back." })
                    : [],
            },
            ["qualification"] = new JsonObject
            {
                ["booking_status"] = booked switch { true => "booked", false => "not_booked", null => null },
                ["qualification_status"] = Text(sources, "qualification_status", "qualification") ?? interested switch { true => "warm", false => "cold", null => null },
                ["appointment_date"] = booked == true ? Text(sources, "appointment_date", "appointmentDate", "appointment_time", "appointment_at", "appointmentAt") : null,
                ["appointment_type"] = booked == true ? Text(sources, "appointment_type", "appointmentType") : null,
                ["service_requested"] = Text(sources, "service_requested", "serviceRequested", "service_type"),
            },
            ["objections"] = new JsonObject { ["objections"] = Objections(sources) },
            ["source_document"] = new JsonObject
            {
                ["analysis"] = JsonNode.Parse(state.Analysis ?? "null"),
                ["structured_outputs"] = JsonNode.Parse(state.StructuredOutputs ?? "null"),
            },
        }.ToJsonString();
    }

    private static IEnumerable<JsonElement> ResultsOf(JsonElement outputs) =>
        outputs.ValueKind == JsonValueKind.Object ? outputs.EnumerateObject().Select(o => ProviderJson.Part(o.Value, "result")) : [];

    private static bool? Flag(JsonElement[] sources, params string[] names) =>
        sources.SelectMany(s => names.Select(n => ProviderJson.Flag(s, n))).FirstOrDefault(f => f is not null);

    private static string? Text(JsonElement[] sources, params string[] names) =>
        sources.SelectMany(s => names.Select(n => ProviderJson.Text(s, n))).FirstOrDefault(t => t is not null);

    private static decimal? Number(JsonElement[] sources, params string[] names) =>
        sources.SelectMany(s => names.Select(n => ProviderJson.Score(s, n))).FirstOrDefault(n => n is >= 0 and <= 1);

    private static JsonArray Objections(JsonElement[] sources)
    {
        var list = new JsonArray();
        foreach (var objection in sources.SelectMany(s => ProviderJson.Items(ProviderJson.Part(s, "objections"))))
        {
            list.Add(objection.ValueKind == JsonValueKind.String
                ? new JsonObject { ["objection_text"] = objection.GetString() }
                : JsonNode.Parse(objection.GetRawText()));
        }

        return list;
    }
}
