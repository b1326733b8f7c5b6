using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallPlatform.Tests.Security.Fuzzing;

/// <summary>Makes values that fit a schema of the OpenAPI document, so that what is then changed in them reaches deep.</summary>
internal sealed class Schemas(JsonElement document)
{
    private const int DeepEnough = 8;

    public JsonNode? Value(Random random, JsonElement schema, string name = "", int depth = 0)
    {
        schema = Resolve(schema);
        if (depth > DeepEnough)
        {
            return null;
        }

        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return JsonNode.Parse(values[random.Next(values.GetArrayLength())].GetRawText());
        }

        foreach (var choice in (string[])["oneOf", "anyOf", "allOf"])
        {
            if (schema.TryGetProperty(choice, out var options) && options.GetArrayLength() > 0)
            {
                return Value(random, options[random.Next(options.GetArrayLength())], name, depth + 1);
            }
        }

        return TypeOf(random, schema) switch
        {
            "object" => Object(random, schema, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => schema.TryGetProperty("items", out var items) ? Value(random, items, name, depth + 1) : null)]),
            "integer" => JsonValue.Create(Number(random, schema)),
            "number" => JsonValue.Create(Number(random, schema) + 0.5),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "null" => null,
            _ => JsonValue.Create(Text(random, schema, name)),
        };
    }

    private static string TypeOf(Random random, JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return schema.TryGetProperty("properties", out _) ? "object" : "string";
        }

        if (type.ValueKind == JsonValueKind.String)
        {
            return type.GetString()!;
        }

        var types = type.EnumerateArray().Select(t => t.GetString()!).Where(t => t != "null" || random.Next(6) == 0).ToList();
        return types.Contains("integer") && types.Contains("string") ? "integer" : types.Count == 0 ? "null" : types[random.Next(types.Count)];
    }

    private JsonObject Object(Random random, JsonElement schema, int depth)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()).ToHashSet() : [];
        var result = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (required.Contains(property.Name) || random.Next(3) > 0)
                {
                    result[property.Name] = Value(random, property.Value, property.Name, depth + 1);
                }
            }
        }

        if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object)
        {
            result[random.Next(2) == 0 ? "mon" : "name"] = Value(random, more, "", depth + 1);
        }

        return result;
    }

    private static long Number(Random random, JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) && minimum.TryGetInt64(out var low) ? low : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) && maximum.TryGetInt64(out var high) ? high : least + 100;
        return random.Next(3) switch { 0 => least, 1 => most, _ => random.NextInt64(least, Math.Max(least, most) + 1) };
    }

    private static string Text(Random random, JsonElement schema, string name)
    {
        var format = schema.TryGetProperty("format", out var f) ? f.GetString() : null;
        var now = DateTimeOffset.UtcNow.AddMinutes(random.Next(-100_000, 100_000));
        return (format, name) switch
        {
            ("uuid", _) => Guid.NewGuid().ToString(),
            ("date-time", _) => now.ToString("O", CultureInfo.InvariantCulture),
            ("date", _) => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ("time", _) => "09:30:00",
            ("uri", _) => "https://example.com/hook",
            (_, "start") => "09:00",
            (_, "end") => "17:30",
            (_, "timezone" or "time_zone") => "Europe/Berlin",
            (_, "currency") => "EUR",
            (_, "default_country") => "IN",
            (_, "provider") => random.Next(2) == 0 ? "vapi" : "callkaro",
            (_, "url") => "https://example.com/hook",
            (_, "granularity") => "week",
            ("email", _) or (_, "email" or "username") => $"fuzz{random.Next(1000)}@example.com",
            _ when name.Contains("phone", StringComparison.Ordinal) || name is "number" => $"+1415555{random.Next(1000, 9999)}",
            _ when name.Contains("date", StringComparison.Ordinal) => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => $"{name} {random.Next(100)}".PadRight(schema.TryGetProperty("minLength", out var least) ? least.GetInt32() : 1, 'x'),
        };
    }

    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            var element = document;
            foreach (var part in reference.GetString()!.Split('/').Skip(1))
            {
                element = element.GetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            }

            schema = element;
        }

        return schema;
    }
}
