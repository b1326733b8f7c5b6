using System.Globalization;
using System.Text.Json;

namespace CallPlatform.Core.Providers;

/// <summary>Reads providers' JSON without trusting its types: a number may come as text, a list as null.</summary>
internal static class ProviderJson
{
    public static JsonElement Part(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : default;

    /// <summary>The first of the named fields that holds a text or a number; empty texts count as absent.</summary>
    public static string? Text(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var part = Part(element, name);
            var text = part.ValueKind switch
            {
                JsonValueKind.String => part.GetString(),
                JsonValueKind.Number => part.GetRawText(),
                _ => null,
            };
            if (!string.IsNullOrWhiteSpace(text))
            {
                // PostgreSQL's text holds no NUL.
                return text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
            }
        }

        return null;
    }

    public static bool? Flag(JsonElement element, string name) => Part(element, name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when bool.TryParse(text.GetString(), out var value) => value,
        _ => null,
    };

    public static decimal? Number(JsonElement element, string name) =>
        decimal.TryParse(Text(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A score that fits <c>numeric(6, 4)</c>; what does not is no score.</summary>
    public static decimal? Score(JsonElement element, string name) =>
        Number(element, name) is { } number and > -100 and < 100 ? decimal.Round(number, 4) : null;

    public static int? Whole(JsonElement element, string name) =>
        Number(element, name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)decimal.Round(number) : null;

    /// <summary>A time; one without an offset is <paramref name="zone"/>'s (UTC when it is null).</summary>
    public static DateTimeOffset? Time(JsonElement element, string name, TimeZoneInfo? zone = null) => TimeOf(Text(element, name), zone);

    public static DateTimeOffset? TimeOf(string? text, TimeZoneInfo? zone = null)
    {
        if (text is null || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
        {
            return null;
        }

        if (time.Kind != DateTimeKind.Unspecified)
        {
            return new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero);
        }

        zone ??= TimeZoneInfo.Utc;

        // An hour that the clocks skip is meant by somebody: the one after it.
        var valid = zone.IsInvalidTime(time) ? time.AddHours(1) : time;
        return new DateTimeOffset(valid, zone.GetUtcOffset(valid)).ToUniversalTime();
    }

    public static IEnumerable<JsonElement> Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];
}
