using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>What the messages that wait for a reply are told.</summary>
public static class VapiReplies
{
    public const string Ok = """{"ok": true}""";

    /// <summary>
    /// Every tool call gets a result, else the assistant waits out its time. No tools are offered by the platform itself, so each
    /// is told in words that the assistant can pass on.
    /// </summary>
    public static string ToToolCalls(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var message = VapiCallReader.Part(document.RootElement, "message");
        var list = VapiCallReader.Part(message, "toolCallList") is { ValueKind: JsonValueKind.Array } calls ? calls : VapiCallReader.Part(message, "toolCalls");
        var results = new JsonArray();
        if (list.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in list.EnumerateArray().Take(50))
            {
                var name = VapiCallReader.Text(VapiCallReader.Part(call, "function"), "name") ?? VapiCallReader.Text(call, "name");
                results.Add(new JsonObject
                {
                    ["name"] = name,
                    ["toolCallId"] = VapiCallReader.Text(call, "id"),
                    ["error"] = "This tool is not connected to anything. Carry on without it.",
                });
            }
        }

        return new JsonObject { ["results"] = results }.ToJsonString();
    }

    /// <summary>Who takes an inbound call of a Vapi number that asks us.</summary>
    public static string ToAssistantRequest(VapiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (string.IsNullOrEmpty(options.InboundAssistantId)
            ? new JsonObject { ["error"] = "This number does not take calls at the moment. Please call back later." }
            : new JsonObject { ["assistantId"] = options.InboundAssistantId }).ToJsonString();
    }
}
