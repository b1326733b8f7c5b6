using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>What an analysis plan would have extracted from the talk.</summary>
internal static class StructuredData
{
    public static IReadOnlyDictionary<string, object?> For(Findings found, JsonElement? schema)
    {
        var all = All(found);
        if (VapiTraits.Child(schema, "properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return all;
        }

        // A schema names what is wanted: known facts by their name, the rest something of the right type.
        var result = new Dictionary<string, object?>();
        foreach (var property in properties.EnumerateObject())
        {
            result[property.Name] = all.TryGetValue(Snake(property.Name), out var known) ? known : Something(property.Value, found);
        }
        return result;
    }

    private static Dictionary<string, object?> All(Findings found)
    {
        var all = new Dictionary<string, object?>
        {
            ["outcome"] = found.Kind,
            ["summary"] = found.Summary,
            ["do_not_call"] = found.DoNotCall,
            ["callback_requested"] = found.CallbackRequested,
            ["interested"] = found.Interested,
            ["confirmed"] = found.AppointmentAt is not null,
            ["appointment_booked"] = found.AppointmentAt is not null,
            ["tags"] = found.Tags,
            ["sentiment"] = found.Sentiment > 0.66 ? "positive" : found.Sentiment > 0.33 ? "neutral" : "negative",
        };
        if (found.Nps is { } nps)
        {
            all["nps_score"] = nps;
        }
        if (found.Rating is { } rating)
        {
            all["rating"] = rating;
        }
        if (found.Feedback is { } feedback)
        {
            all["feedback"] = feedback;
            all["feedback_summary"] = found.Summary;
            all["overall_feedback"] = feedback;
            all["positive_mentions"] = found.Positive;
            all["areas_to_improve"] = found.Improve;
        }
        if (found.AppointmentAt is { } at)
        {
            all["appointment_date"] = at.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            all["appointment_time"] = at.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
            all["appointment_at"] = WireTime.Write(at);
            all["appointment_type"] = found.AppointmentType;
        }
        return all;
    }

    private static object? Something(JsonElement property, Findings found) => VapiTraits.Child(property, "type") is { ValueKind: JsonValueKind.String } type
        ? type.GetString() switch
        {
            "boolean" => found.Success,
            "integer" or "number" => found.Rating ?? 0,
            "array" => Array.Empty<string>(),
            "string" when VapiTraits.Child(property, "enum") is { ValueKind: JsonValueKind.Array } words && words.GetArrayLength() > 0 => words[0].GetString(),
            "string" when VapiTraits.Child(property, "format")?.GetString() == "date-time" => found.AppointmentAt is { } at ? WireTime.Write(at) : null,
            "string" => found.Feedback ?? found.Summary,
            _ => null,
        }
        : null;

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
