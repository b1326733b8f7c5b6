using System.Text.Json;

namespace CallPlatform.Simulator.Scenarios;

/// <summary>What the caller told the agent about the callee; every provider has its own place for it.</summary>
internal sealed class CallVariables
{
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    public CallVariables(JsonElement? source, string? name)
    {
        if (source is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var property in given.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                {
                    values[property.Name] = property.Value.ToString();
                }
            }
        }
        if (!string.IsNullOrWhiteSpace(name))
        {
            values.TryAdd("name", name);
        }
    }

    public string Name => First("customer_name", "customerName", "firstName", "first_name", "name") ?? "there";
    public string Vehicle => First("vehicle_info", "vehicle", "vehicle_number") ?? "your car";
    public string Service => First("service_type", "service") ?? "the service visit";
    public string Organization => First("organization_name", "organization", "company", "project") ?? "the service team";
    public string Advisor => First("service_advisor_name", "advisor", "agent_name") ?? "our advisor";
    public string City => First("city", "location") ?? "your area";
    public string Budget => First("budget") ?? "a comfortable figure";

    public bool HasAny(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (values.ContainsKey(name))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Fills <c>{name}</c> as the templates write it, and <c>{{name}}</c> as Vapi's and CallKaro's prompts do.</summary>
    public string Fill(string text)
    {
        foreach (var (name, value) in values)
        {
            text = text.Replace("{{" + name + "}}", value, StringComparison.OrdinalIgnoreCase);
        }
        return text
            .Replace("{name}", Name, StringComparison.Ordinal)
            .Replace("{vehicle}", Vehicle, StringComparison.Ordinal)
            .Replace("{service}", Service, StringComparison.Ordinal)
            .Replace("{org}", Organization, StringComparison.Ordinal)
            .Replace("{advisor}", Advisor, StringComparison.Ordinal)
            .Replace("{city}", City, StringComparison.Ordinal)
            .Replace("{budget}", Budget, StringComparison.Ordinal);
    }

    private string? First(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value) && value.Length > 0)
            {
                return value;
            }
        }
        return null;
    }
}
