using System.Globalization;

namespace CallPlatform.Web.Components.Pages.Settings;

/// <summary>The time zones, countries and currencies that can be chosen.</summary>
internal static class Places
{
    private static readonly RegionInfo[] Regions =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => c.Name).Where(n => n.Length > 0).Select(n => new RegionInfo(n))];

    public static IReadOnlyList<string> TimeZones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && (z.Id.Contains('/', StringComparison.Ordinal) || z.Id == "UTC")).Select(z => z.Id).Distinct().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<(string Code, string Words)> Countries { get; } =
        [.. Regions.Where(r => r.TwoLetterISORegionName.Length == 2 && char.IsAsciiLetter(r.TwoLetterISORegionName[0])).DistinctBy(r => r.TwoLetterISORegionName)
            .Select(r => (r.TwoLetterISORegionName, r.EnglishName)).OrderBy(r => r.EnglishName, StringComparer.Ordinal)];

    public static IReadOnlyList<string> Currencies { get; } =
        [.. Regions.Select(r => r.ISOCurrencySymbol).Where(c => c.Length == 3 && c != "XXX" && c.All(char.IsAsciiLetterUpper)).Distinct().Order(StringComparer.Ordinal)];
}
