using System.Text.Json;

namespace CallPlatform.Web.Components.Pages.Calls;

/// <summary>Looks into the documents a provider left with a call; what is absent or of another shape is null.</summary>
internal static class CallDocuments
{
    public static JsonElement? Part(JsonElement? document, string name) =>
        document is { ValueKind: JsonValueKind.Object } it && it.TryGetProperty(name, out var part)
        && part.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? part
            : null;

    public static string? Text(JsonElement? document, string name) =>
        Part(document, name) is { ValueKind: JsonValueKind.String } part && part.GetString() is { Length: > 0 } text ? text : null;

    public static double? Number(JsonElement? document, string name) =>
        Part(document, name) is { ValueKind: JsonValueKind.Number } part && part.TryGetDouble(out var number) ? number : null;

    /// <summary>A value as text: a text as it is, the rest as JSON.</summary>
    public static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        _ => value.ToString(),
    };

    /// <summary>"customerSatisfaction" and "customer_satisfaction" read "Customer satisfaction".</summary>
    public static string Label(string name)
    {
        var words = string.Concat(name.Select((c, i) => c == '_' ? " " : char.IsUpper(c) && i > 0 && char.IsLower(name[i - 1]) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return words.Length == 0 ? words : words.StartsWith("nps ", StringComparison.OrdinalIgnoreCase) ? "NPS" + words[3..] : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
