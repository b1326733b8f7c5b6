using System.Globalization;
using System.Text.Json;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>Reads parts that may be absent, null or of another type than documented.</summary>
internal static class CallKaroJson
{
    public static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The text, or a number as text; null when it is neither, or empty.</summary>
    public static string? Text(JsonElement element, string name) => Part(element, name) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };

    public static double? Number(JsonElement element, string name) =>
        double.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool IsTrue(JsonElement element, string name) =>
        Part(element, name).ValueKind == JsonValueKind.True
        || string.Equals(Text(element, name), "true", StringComparison.OrdinalIgnoreCase);

    public static DateTimeOffset? Time(JsonElement element, string name) =>
        DateTimeOffset.TryParse(Text(element, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
