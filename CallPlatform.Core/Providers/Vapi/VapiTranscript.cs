using System.Text.Json;
using CallPlatform.Core.Calls;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// A line as it was said:
/// <code>{"message":{"type":"transcript","timestamp":1789311861000,"role":"user","transcriptType":"final","transcript":"Yes, ten thirty works.",
/// "call":{"id":"01a3c9f0-…"}}}</code>
/// </summary>
public static class VapiTranscript
{
    /// <summary>The line, or null when it is unfinished or empty, or belongs to no call.</summary>
    public static HeardLine? LineOf(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(body);
        var message = VapiCallReader.Part(document.RootElement, "message");
        var text = VapiCallReader.Text(message, "transcript")?.Trim();
        return VapiCallReader.Text(message, "transcriptType") == "final" && !string.IsNullOrEmpty(text)
            && VapiCallReader.Text(VapiCallReader.Part(message, "call"), "id") is { } id
            ? new HeardLine(VapiCallReader.Provider, id, VapiCallReader.TimeOf(message, now), VapiCallReader.Text(message, "role") is "assistant" or "bot", text)
            : null;
    }
}
