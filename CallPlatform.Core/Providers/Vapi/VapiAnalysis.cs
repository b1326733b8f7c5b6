using System.Text.Json;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>Finds summary and outcome in what Vapi's analysis and structured outputs say.</summary>
internal static class VapiAnalysis
{
    /// <summary>The source system's order: <c>summary</c>, <c>analysis.summary</c>, the output named like "summary", the first one.</summary>
    public static string? SummaryOf(JsonElement outer, JsonElement analysis, JsonElement outputs)
    {
        if ((VapiCallReader.Text(outer, "summary") ?? VapiCallReader.Text(analysis, "summary")) is { } summary)
        {
            return summary;
        }

        if (outputs.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? first = null;
        foreach (var output in outputs.EnumerateObject())
        {
            if (TextOf(VapiCallReader.Part(output.Value, "result")) is not { } text)
            {
                continue;
            }

            if (VapiCallReader.Text(output.Value, "name")?.Contains("summary", StringComparison.OrdinalIgnoreCase) == true)
            {
                return text;
            }

            first ??= text;
        }

        return first;
    }

    /// <summary>One word for what came of it: an opt-out and a booking say more than whether the call went well.</summary>
    public static string? OutcomeOf(JsonElement analysis, JsonElement outputs)
    {
        var data = VapiCallReader.Part(analysis, "structuredData");
        if (IsTrue(data, "do_not_call") || IsTrue(data, "doNotCall") || AnyOutput(outputs, "do_not_call"))
        {
            return "do_not_call";
        }

        if (IsTrue(data, "appointment_booked") || IsTrue(data, "appointmentBooked") || IsTrue(data, "booked") || AnyOutput(outputs, "appointment_booked"))
        {
            return "booked";
        }

        return VapiCallReader.Text(analysis, "successEvaluation") switch
        {
            "true" => "successful",
            "false" => "unsuccessful",
            { Length: <= 40 } other => other,
            _ => null,
        };
    }

    private static bool AnyOutput(JsonElement outputs, string name)
    {
        if (outputs.ValueKind == JsonValueKind.Object)
        {
            foreach (var output in outputs.EnumerateObject())
            {
                if (IsTrue(VapiCallReader.Part(output.Value, "result"), name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsTrue(JsonElement data, string name) =>
        VapiCallReader.Part(data, name).ValueKind == JsonValueKind.True
        || string.Equals(VapiCallReader.Text(data, name), "true", StringComparison.OrdinalIgnoreCase);

    private static string? TextOf(JsonElement result) => result.ValueKind switch
    {
        JsonValueKind.String => result.GetString(),
        JsonValueKind.Object => VapiCallReader.Text(result, "summary"),
        _ => null,
    };
}
