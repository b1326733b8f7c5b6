using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Contracts;

namespace CallPlatform.Web.Components.Pages.Scripts;

/// <summary>The places of a script that a call fills in: "Hi {{name}}, your {{vehicle}} is ready."</summary>
internal static partial class ScriptVariables
{
    public static IReadOnlyList<string> In(string text) => [.. Variable().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    public static string Fill(string text, Func<string, string?> valueOf) =>
        Variable().Replace(text, match => valueOf(match.Groups[1].Value) ?? match.Value);

    /// <summary>What the contact has for it, else null: it is filled during the call.</summary>
    public static string? ValueOf(string variable, ContactResponse contact) => variable.ToUpperInvariant() switch
    {
        "NAME" or "CUSTOMER_NAME" or "CONTACT_NAME" or "CONTACT.NAME" => contact.Name,
        "FIRST_NAME" or "FIRSTNAME" => contact.Name.Split(' ')[0],
        "PHONE" or "PHONE_NUMBER" or "CONTACT.PHONE" => contact.Phone,
        "EMAIL" or "CONTACT.EMAIL" => contact.Email,
        _ => contact.Metadata.ValueKind == JsonValueKind.Object && contact.Metadata.TryGetProperty(variable, out var value) ? value.ToString() : null,
    };

    [GeneratedRegex(@"\{\{\s*([\w.]+)\s*\}\}")]
    private static partial Regex Variable();
}
