using System.Text.RegularExpressions;
using CallPlatform.Core.Leads;

namespace CallPlatform.Core.Messages;

/// <summary>Templates with variables, and the words by which people stop and start messages.</summary>
public static partial class MessageText
{
    /// <summary>What the gateway takes at most.</summary>
    public const int Longest = 1600;

    /// <summary>The variables a template may use.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["name", "first_name", "city", "budget", "form_name", "project", "organization"];

    /// <summary>Names in the template that are no variables; a template with any is refused when it is written.</summary>
    public static IReadOnlyList<string> UnknownIn(string template) =>
        [.. Variable().Matches(template).Select(m => m.Groups[1].Value).Where(name => !Variables.Contains(name)).Distinct()];

    /// <summary>Fills <c>{{name}}</c> and the others in; what the lead did not tell is left empty.</summary>
    public static string Fill(string template, Lead lead, string project, string organization)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var text = Variable().Replace(template, match => match.Groups[1].Value switch
        {
            "name" => lead.FullName,
            "first_name" => lead.FullName.Split(' ', 2)[0],
            "city" => lead.City ?? "",
            "budget" => lead.Budget ?? "",
            "form_name" => lead.FormName ?? "",
            "project" => project,
            "organization" => organization,
            _ => "",
        }).Trim();
        return text.Length > Longest ? text[..Longest] : text;
    }

    public static bool IsStop(string body) =>
        body?.Trim().ToUpperInvariant() is "STOP" or "STOPALL" or "UNSUBSCRIBE" or "CANCEL" or "END" or "QUIT";

    public static bool IsStart(string body) => body?.Trim().ToUpperInvariant() is "START" or "UNSTOP" or "YES";

    [GeneratedRegex(@"\{\{\s*([a-z_]+)\s*\}\}")]
    private static partial Regex Variable();
}
