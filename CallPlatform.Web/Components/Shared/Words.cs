using System.Globalization;

namespace CallPlatform.Web.Components.Shared;

/// <summary>How durations, phone numbers and money are written, everywhere.</summary>
public static class Words
{
    /// <summary>"4:07", "1:02:09"; "–" where nothing was measured.</summary>
    public static string Duration(int? seconds)
    {
        if (seconds is not { } s)
        {
            return "–";
        }

        var span = TimeSpan.FromSeconds(s);
        return span.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
    }

    /// <summary>Groups an E.164 number for reading: "+91 98765 43210", "+1 415 555 0134". The number itself stays in links.</summary>
    public static string Phone(string? e164)
    {
        if (e164 is not ['+', .. var digits] || digits.Length < 8)
        {
            return e164 ?? "–";
        }

        var (country, groups) = digits switch
        {
            ['1', ..] => (1, (int[])[3, 3, 4]),
            ['9', '1', ..] => (2, [5, 5]),
            ['4', '4', ..] => (2, [4, 6]),
            ['9', '7', '1', ..] => (3, [2, 3, 4]),
            _ => (2, [3, 3, 4, 4]),
        };
        var parts = new List<string> { "+" + digits[..country] };
        var rest = digits[country..];
        foreach (var size in groups)
        {
            if (rest.Length == 0)
            {
                break;
            }

            var take = Math.Min(size, rest.Length);
            parts.Add(rest[..take]);
            rest = rest[take..];
        }

        return string.Join(' ', rest.Length == 0 ? parts : [.. parts[..^1], parts[^1] + rest]);
    }

    public static string Money(decimal dollars) => string.Create(CultureInfo.GetCultureInfo("en-US"), $"${dollars:#,0.00##}");
}
