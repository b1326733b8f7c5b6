using System.Text.Json;

namespace CallPlatform.Api;

/// <summary>JSON kept as text becomes JSON again on the wire.</summary>
internal static class JsonText
{
    public static JsonElement? Element(string? text) => text is null ? null : JsonElement.Parse(text);

    public static JsonElement[] Elements(string? text) => text is null ? [] : [.. JsonElement.Parse(text).EnumerateArray()];

    public static string Text(JsonElement[]? elements) => elements is { Length: > 0 }
        ? $"[{string.Join(',', elements.Select(e => e.GetRawText()))}]"
        : "[]";
}
