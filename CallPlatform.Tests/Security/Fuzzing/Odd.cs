using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace CallPlatform.Tests.Security.Fuzzing;

/// <summary>Values at which programs stumble.</summary>
internal static class Odd
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\u0000", "null", "undefined", "NaN", "Infinity", "-0", "1e999", "0x10", "１２３", "true", "[]", "{}", "'", "\"", "\\", "%00", "%", "%zz", "../../etc/passwd",
        "' or 1=1 --", "{{7*7}}", "=1+1", "<script>alert(1)</script>", "\u202Eabc", "\uFEFF", "e\u0301", "🧪", "👩‍👩‍👧‍👦", "\ud7ff\ue000", "İ", "ß", "+", "+1", "+14155550123", "+999999999999999", "++14155550123", "٠١٢٣",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
        "2026-02-30", "2026-13-45", "0001-01-01", "9999-12-31", "24:00", "25:61", "UTC", "Europe/Atlantis", "UTC+99", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "79228162514264337593543950336",
        "http://127.0.0.1", "file:///etc/passwd", "https://[::1]/", "javascript:alert(1)", "https://example.com:99999/", "mailto:a@b", "a@b", "@", "a\r\nX-Injected: 1",
    ];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1e308", "1e309", "-1e309", "1.5", "1e-400", "0.1234567890123456789012345678901", "79228162514264337593543950336", "36501"];

    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string('a', random.Next(1, 70_000)),
        1 => new string((char)random.Next(0x20, 0xD7FF), random.Next(1, 300)),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xD7FF))),
        3 => Guid.NewGuid().ToString(),
        4 => random.Next().ToString(CultureInfo.InvariantCulture),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>A value of any kind.</summary>
    public static JsonNode? Value(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => JsonNode.Parse(random.Next(2) == 0 ? "true" : "false"),
        2 or 3 => JsonNode.Parse(Numbers[random.Next(Numbers.Length)]),
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Value(random))]),
        5 => new JsonObject([.. Enumerable.Range(0, random.Next(0, 4)).Select(i => KeyValuePair.Create($"k{i}", Value(random)))]),
        _ => JsonValue.Create(Text(random)),
    };

    /// <summary>Breaks the text of a body: what no serializer would write.</summary>
    public static byte[] Break(Random random, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var at = random.Next(bytes.Length + 1);
        return random.Next(9) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], 0xFF, 0xFE, .. bytes[at..]],
            2 => [0xEF, 0xBB, 0xBF, .. bytes],
            3 => Encoding.UTF8.GetBytes(json.Replace("\":\"", "\":\"\\u0000", StringComparison.Ordinal)),
            4 => Encoding.UTF8.GetBytes(json.Replace("\":\"", "\":\"\\ud800", StringComparison.Ordinal)),
            5 => [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 200))), .. bytes, .. Encoding.UTF8.GetBytes(new string(']', 200))],
            6 => [.. bytes, .. bytes],
            7 => Encoding.Unicode.GetBytes(json),
            _ => bytes.Length == 0 ? [0] : [.. bytes[..Math.Min(at, bytes.Length - 1)], (byte)random.Next(256), .. bytes[Math.Min(at + 1, bytes.Length)..]],
        };
    }

    /// <summary>Changes one place of a document.</summary>
    public static JsonNode? Mutate(Random random, JsonNode? document)
    {
        var places = new List<JsonNode>();
        Collect(document, places);
        if (places.Count == 0 || random.Next(20) == 0)
        {
            return Value(random);
        }

        switch (places[random.Next(places.Count)])
        {
            case JsonObject { Count: > 0 } o:
                var name = o.ElementAt(random.Next(o.Count)).Key;
                switch (random.Next(6))
                {
                    case 0:
                        o.Remove(name);
                        break;
                    case 1:
                        o[Text(random)] = Value(random);
                        break;
                    case 2:
                        var moved = o[name];
                        o.Remove(name);
                        o[name.ToUpperInvariant()] = moved;
                        break;
                    default:
                        o[name] = Value(random);
                        break;
                }

                break;
            case JsonArray { Count: > 0 } a:
                if (random.Next(2) == 0)
                {
                    a[random.Next(a.Count)] = Value(random);
                }
                else
                {
                    var item = a[random.Next(a.Count)];
                    for (var i = random.Next(1, 60); i > 0; i--)
                    {
                        a.Add(item?.DeepClone());
                    }
                }

                break;
            case JsonObject empty:
                empty[Text(random)] = Value(random);
                break;
            case JsonArray none:
                none.Add(Value(random));
                break;
        }

        return document;
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        switch (node)
        {
            case JsonObject o:
                places.Add(o);
                foreach (var (_, value) in o)
                {
                    Collect(value, places);
                }

                break;
            case JsonArray a:
                places.Add(a);
                foreach (var value in a)
                {
                    Collect(value, places);
                }

                break;
        }
    }
}
