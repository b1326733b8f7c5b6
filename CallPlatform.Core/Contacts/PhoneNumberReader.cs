using PhoneNumbers;

namespace CallPlatform.Core.Contacts;

/// <summary>Reads what people type as a phone number.</summary>
public static class PhoneNumberReader
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// The number in E.164, or null when it is no plausible one. A number with <c>+</c> or <c>00</c> says its country itself;
    /// others are read as <paramref name="defaultCountry"/>'s when it is given, else by the source system's rules:
    /// 10 digits starting 6–9 → +91, else +1; 9 digits → +971; 11 digits starting 0 → +44 without the 0; 11–15 digits → +….
    /// </summary>
    /// <param name="text">As typed; spaces, dots, dashes and brackets do not matter. At most 40 characters are read.</param>
    /// <param name="defaultCountry">ISO 3166 alpha-2 in capitals.</param>
    public static string? Normalize(string? text, string? defaultCountry = null)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 40)
        {
            return null;
        }

        var compact = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '(' or ')' or '/')));
        var plus = compact.StartsWith('+');
        var digits = plus ? compact[1..] : compact;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        if (plus || digits.StartsWith("00", StringComparison.Ordinal))
        {
            return Plausible(plus ? digits : digits[2..]);
        }

        return (defaultCountry is null ? null : ReadAs(digits, defaultCountry)) ?? Plausible(Guess(digits));
    }

    /// <summary>The country a number belongs to (ISO 3166 alpha-2), or null when its prefix names none.</summary>
    public static string? CountryOf(string e164)
    {
        try
        {
            var region = Util.GetRegionCodeForCountryCode(Util.Parse(e164, null).CountryCode);
            return region is "ZZ" or "001" ? null : Util.GetRegionCodeForNumber(Util.Parse(e164, null)) ?? region;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string? ReadAs(string digits, string country)
    {
        try
        {
            var number = Util.Parse(digits, country);
            return Util.IsPossibleNumber(number) ? Util.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string? Guess(string digits) => digits.Length switch
    {
        10 when digits[0] is >= '6' and <= '9' => "91" + digits,
        10 => "1" + digits,
        9 => "971" + digits,
        11 when digits[0] == '0' => "44" + digits[1..],
        >= 11 and <= 15 => digits,
        _ => null,
    };

    // The shape only, not the numbering plan: plans change faster than a library's tables, and test ranges are real to a simulator.
    private static string? Plausible(string? digits)
    {
        if (digits is not { Length: >= 8 and <= 15 } || digits[0] == '0')
        {
            return null;
        }

        try
        {
            return Util.GetRegionCodeForCountryCode(Util.Parse("+" + digits, null).CountryCode) == "ZZ" ? null : "+" + digits;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
