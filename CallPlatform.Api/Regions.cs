using System.Globalization;

namespace CallPlatform.Api;

/// <summary>The countries and currencies there are, as the framework knows them.</summary>
internal static class Regions
{
    private static readonly RegionInfo[] All =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => c.Name).Where(n => n.Length > 0).Select(n => new RegionInfo(n))];

    private static readonly HashSet<string> Countries = [.. All.Select(r => r.TwoLetterISORegionName).Where(n => n.Length == 2)];

    private static readonly HashSet<string> Currencies = [.. All.Select(r => r.ISOCurrencySymbol)];

    public static bool IsCountry(string code) => Countries.Contains(code);

    public static bool IsCurrency(string code) => Currencies.Contains(code);
}
