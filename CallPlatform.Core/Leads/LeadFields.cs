using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallPlatform.Core.Leads;

/// <summary>
/// Finds a lead in what forms and lead platforms post. The form's own map comes first, then the names that are usual:
/// <code>
/// {"name": "Asha", "phone": "98…", "email": "…"}
/// {"field_data": [{"name": "full_name", "values": ["Asha"]}, {"name": "phone_number", "values": ["+9198…"]}], "form_name": "…", "ad_name": "…"}   Facebook
/// {"user_column_data": [{"column_id": "FULL_NAME", "string_value": "Asha"}], "google_key": "…", "gcl_id": "…", "campaign_id": 1}                   Google
/// </code>
/// </summary>
public static class LeadFields
{
    private const int LongestText = 500;
    private const int LongestExtra = 16_000;

    private static readonly Dictionary<string, string[]> Usual = new()
    {
        ["full_name"] = ["full_name", "fullname", "name", "your_name", "customer_name", "contact_name"],
        ["first_name"] = ["first_name", "firstname", "given_name"],
        ["last_name"] = ["last_name", "lastname", "family_name", "surname"],
        ["phone_number"] = ["phone_number", "phone", "mobile", "mobile_number", "contact_number", "tel", "telephone", "whatsapp_number", "your_phone", "user_phone", "work_phone"],
        ["email"] = ["email", "email_address", "e_mail", "your_email", "user_email", "work_email"],
        ["city"] = ["city", "location", "town"],
        ["budget"] = ["budget", "price_range", "your_budget"],
        ["form_name"] = ["form_name", "form", "form_title", "formname"],
        ["source"] = ["source", "utm_source", "platform", "lead_source"],
    };

    private static readonly string[] AttributionNames =
    [
        "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "gcl_id", "fbclid", "campaign_id", "campaign_name", "ad_id", "ad_name",
        "adset_id", "adset_name", "adgroup_id", "creative_id", "leadgen_id", "lead_id", "page_id", "landing_page",
    ];

    /// <summary>The lead, or null and what is missing.</summary>
    /// <param name="body">The posted object; form posts as an object of texts.</param>
    /// <param name="form">The form's name, source and map.</param>
    public static (NewLead? Lead, string? Missing) Read(JsonObject body, LeadForm form)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(form);
        var fields = Flatten(body);
        var map = JsonNode.Parse(form.FieldMap) as JsonObject ?? [];
        var used = new HashSet<string>(StringComparer.Ordinal);
        string? Find(string ours)
        {
            var names = map[ours] is JsonValue named && named.GetValueKind() == JsonValueKind.String ? [Key(named.GetValue<string>())] : Usual[ours];
            foreach (var name in names)
            {
                if (fields.TryGetValue(name, out var value))
                {
                    used.Add(name);
                    return value;
                }
            }

            return null;
        }

        if (Find("phone_number") is not { } phone)
        {
            return (null, "phone_number");
        }

        var name = Find("full_name") ?? string.Join(' ', new[] { Find("first_name"), Find("last_name") }.Where(n => n is not null));
        var lead = new NewLead(
            name.Length == 0 ? phone : name, phone, Find("email"), Find("city"), Find("budget"), Find("source") ?? form.Source, Find("form_name") ?? form.Name);
        used.Add(Key(form.HoneypotField));
        return (lead with { Attribution = Pick(fields, f => AttributionNames.Contains(f)), Extra = Pick(fields, f => !used.Contains(f) && !AttributionNames.Contains(f)) }, null);
    }

    /// <summary>What is in the field that people do not see.</summary>
    public static bool IsSpam(JsonObject body, LeadForm form)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(form);
        return form.HoneypotField.Length > 0 && body.Any(f => Key(f.Key) == Key(form.HoneypotField) && Text(f.Value) is not null);
    }

    // Names are compared as people write them: "Full Name", "full-name", "FULL_NAME" are one.
    private static string Key(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static Dictionary<string, string> Flatten(JsonObject body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        void Take(string? name, JsonNode? value)
        {
            if (name is { Length: > 0 and <= 100 } && Text(value) is { } text)
            {
                fields.TryAdd(Key(name), text);
            }
        }

        foreach (var (name, value) in body)
        {
            switch (name, value)
            {
                case ("field_data", JsonArray answers): // Facebook
                    foreach (var answer in answers.OfType<JsonObject>())
                    {
                        Take(Text(answer["name"]), (answer["values"] as JsonArray)?.FirstOrDefault() ?? answer["value"]);
                    }

                    break;
                case ("user_column_data", JsonArray columns): // Google
                    foreach (var column in columns.OfType<JsonObject>())
                    {
                        Take(Text(column["column_id"]) ?? Text(column["column_name"]), column["string_value"]);
                    }

                    break;
                case ("google_key", _): // the sender's secret is nobody's data
                    break;
                case ("lead" or "data" or "fields" or "value", JsonObject inner):
                    foreach (var (innerName, innerValue) in Flatten(inner))
                    {
                        fields.TryAdd(innerName, innerValue);
                    }

                    break;
                default:
                    Take(name, value);
                    break;
            }
        }

        return fields;
    }

    private static string? Text(JsonNode? value)
    {
        var text = value switch
        {
            JsonValue single when single.GetValueKind() == JsonValueKind.String => single.GetValue<string>(),
            JsonValue single when single.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => single.ToJsonString(),
            _ => null,
        };
        text = text?.Replace("\0", "", StringComparison.Ordinal).Trim(); // PostgreSQL keeps no NUL
        return string.IsNullOrEmpty(text) ? null : text.Length > LongestText ? text[..LongestText] : text;
    }

    private static string Pick(Dictionary<string, string> fields, Func<string, bool> wanted)
    {
        var picked = new JsonObject();
        var length = 0;
        foreach (var (name, value) in fields.Where(f => wanted(f.Key)))
        {
            length += name.Length + value.Length;
            if (length > LongestExtra)
            {
                break;
            }

            picked[name] = value;
        }

        return picked.ToJsonString();
    }
}
