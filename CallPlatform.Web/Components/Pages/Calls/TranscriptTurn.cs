using System.Text.Json;
using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.Calls;

public enum Speaker
{
    Agent,
    Person,
}

/// <summary>What one side said before the other spoke; with its place in the recording where the provider gave it.</summary>
public sealed record TranscriptTurn(Speaker Speaker, string Text, double? Start, double? End)
{
    public static IReadOnlyList<TranscriptTurn> Of(CallDetail call)
    {
        var messages = FromMessages(CallDocuments.Part(call.Metadata, "messages"));
        return messages.Count > 0 ? messages : FromText(call.Transcript);
    }

    /// <summary>As a transcription of the recording has it; whoever is not the customer speaks for the business.</summary>
    public static IReadOnlyList<TranscriptTurn> Of(TranscriptResponse transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return
        [
            .. transcript.Segments.Select(s => new TranscriptTurn(
                s.Speaker.Equals("customer", StringComparison.OrdinalIgnoreCase) ? Calls.Speaker.Person : Calls.Speaker.Agent, s.Text, (double?)s.Start, (double?)s.End)),
        ];
    }

    // [{"role":"system","message":"You are …","secondsFromStart":0},
    //  {"role":"bot","message":"Hi Ada, …","secondsFromStart":0.6,"duration":3400},
    //  {"role":"user","message":"Oh hi, yes …","secondsFromStart":5.1,"duration":2300}]      durations are milliseconds
    private static List<TranscriptTurn> FromMessages(JsonElement? messages) =>
        messages is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(FromMessage).OfType<TranscriptTurn>()]
            : [];

    private static TranscriptTurn? FromMessage(JsonElement message)
    {
        var text = CallDocuments.Text(message, "message") ?? CallDocuments.Text(message, "content");
        Speaker? speaker = CallDocuments.Text(message, "role") switch
        {
            "bot" or "assistant" => Calls.Speaker.Agent,
            "user" or "customer" => Calls.Speaker.Person,
            _ => null,
        };
        if (text is null || speaker is not { } who)
        {
            return null;
        }

        var start = CallDocuments.Number(message, "secondsFromStart");
        var end = start + CallDocuments.Number(message, "duration") / 1000;
        return new(who, text, start, end);
    }

    // AI: Hi Ada, this is the clinic calling about your appointment.
    // User: Oh hi, yes, ten thirty tomorrow works.
    private static List<TranscriptTurn> FromText(string? transcript)
    {
        var turns = new List<TranscriptTurn>();
        foreach (var line in (transcript ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Speaker? speaker = (colon < 0 ? "" : line[..colon].ToUpperInvariant()) switch
            {
                "AI" or "BOT" or "ASSISTANT" or "AGENT" => Calls.Speaker.Agent,
                "USER" or "CUSTOMER" or "CALLER" => Calls.Speaker.Person,
                _ => null,
            };
            if (speaker is { } who)
            {
                turns.Add(new(who, line[(colon + 1)..].Trim(), null, null));
            }
            else if (turns.Count > 0)
            {
                turns[^1] = turns[^1] with { Text = turns[^1].Text + "\n" + line };
            }
            else
            {
                turns.Add(new(Calls.Speaker.Agent, line, null, null));
            }
        }

        return turns;
    }
}
