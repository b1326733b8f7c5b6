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

    /// <summary>"42 %" of a share from 0 to 1; "–" where there was nothing to divide by.</summary>
    public static string Percent(decimal? share) => share is { } s ? s.ToString(s is 0 or 1 ? "P0" : "P1", CultureInfo.CurrentCulture) : "–";

    public static string Percent(double? share) => Percent((decimal?)share);

    public static string Count(long number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>"7.4"; "–" where nothing was measured.</summary>
    public static string Score(decimal? score) => score?.ToString("0.0", CultureInfo.CurrentCulture) ?? "–";

    public static string Money(decimal dollars) => string.Create(CultureInfo.GetCultureInfo("en-US"), $"${dollars:#,0.00##}");
}
