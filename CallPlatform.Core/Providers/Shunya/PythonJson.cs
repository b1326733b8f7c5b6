using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>
/// Writes JSON as Python's <c>json.dumps(payload, sort_keys=True)</c> does: keys in order of their code points, <c>", "</c> and
/// <c>": "</c>, everything beyond ASCII escaped. Numbers stay as they came.
/// </summary>
internal static class PythonJson
{
    public static byte[] Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        var first = true;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in Sorted(value))
                {
                    text.Append(first ? "" : ", ");
                    first = false;
                    Quote(text, property.Name);
                    text.Append(": ");
                    Write(text, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    text.Append(first ? "" : ", ");
                    first = false;
                    Write(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                Quote(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // By code points, which UTF-8 keeps and UTF-16 does not.
    private static IEnumerable<JsonProperty> Sorted(JsonElement value) =>
        value.EnumerateObject().OrderBy(p => p.Name, Comparer<string>.Create((a, b) =>
            Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or > '~' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        text.Append('"');
    }
}
