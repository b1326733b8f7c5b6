using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Contacts;

/// <summary>How staff look for a person: by a part of the name, of the number as it is typed, or of the e-mail address.</summary>
public static class ContactSearch
{
    private const int FewestDigits = 3;

    public static IQueryable<Contact> Matching(this IQueryable<Contact> contacts, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            return contacts;
        }

        var words = Pattern(search.Trim());
        var number = NumberPattern(search);
        return contacts.Where(c => EF.Functions.ILike(c.Name, words, @"\") || EF.Functions.ILike(c.Email!, words, @"\")
            || (number != null && EF.Functions.Like(c.Phone, number)));
    }

    /// <summary>"0171 234" is typed, "+44171234…" is stored: the digits are compared, without the trunk zero. Null for what is no number.</summary>
    public static string? NumberPattern(string search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var digits = string.Concat(search.Where(char.IsAsciiDigit)).TrimStart('0');
        return digits.Length >= FewestDigits && !search.Any(char.IsLetter) ? Pattern(digits) : null;
    }

    /// <summary>The text anywhere; what LIKE would read as a wildcard is taken as it stands.</summary>
    public static string Pattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
    }
}
