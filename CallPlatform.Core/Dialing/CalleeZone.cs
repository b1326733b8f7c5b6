using CallPlatform.Core.Contacts;
using PhoneNumbers;

namespace CallPlatform.Core.Dialing;

/// <summary>Which clock hangs on the callee's wall, and how that is known.</summary>
/// <param name="Names">IANA names; several where the number leaves it open: then all of them must agree.</param>
/// <param name="Source"><c>contact</c>, <c>number</c> or <c>organization</c>.</param>
public sealed record CalleeZone(IReadOnlyList<string> Names, string Source)
{
    private const int MostPlausible = 4;

    // Ends of large countries: who is in hours at both ends is in hours between them.
    private static readonly Dictionary<string, string[]> Wide = new()
    {
        ["US"] = ["America/New_York", "America/Los_Angeles"],
        ["CA"] = ["America/Halifax", "America/Vancouver"],
        ["AU"] = ["Australia/Sydney", "Australia/Perth"],
        ["BR"] = ["America/Sao_Paulo", "America/Manaus"],
        ["MX"] = ["America/Mexico_City", "America/Tijuana"],
        ["ID"] = ["Asia/Jakarta", "Asia/Jayapura"],
        ["RU"] = ["Europe/Moscow", "Asia/Yekaterinburg"],
    };

    /// <summary>The contact's own zone, else the number's, else the organisation's.</summary>
    public static CalleeZone Of(string? contactZone, string phone, string organizationZone)
    {
        if (!string.IsNullOrWhiteSpace(contactZone))
        {
            return new CalleeZone([contactZone], "contact");
        }

        return OfNumber(phone) is { Count: > 0 } zones
            ? new CalleeZone(zones, "number")
            : new CalleeZone([organizationZone], "organization");
    }

    /// <summary>The zones as the system knows them; null when one of them is unknown.</summary>
    public IReadOnlyList<TimeZoneInfo>? Find()
    {
        var found = new TimeZoneInfo[Names.Count];
        for (var i = 0; i < found.Length; i++)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(Names[i], out var zone))
            {
                return null;
            }

            found[i] = zone;
        }

        return found;
    }

    private static IReadOnlyList<string> OfNumber(string phone)
    {
        try
        {
            var number = PhoneNumberUtil.GetInstance().Parse(phone, null);
            var mapper = PhoneNumberToTimeZonesMapper.GetInstance();
            var zones = mapper.GetTimeZonesForGeographicalNumber(number).Where(z => z != mapper.GetUnknownTimeZone()).ToList();
            return zones.Count <= MostPlausible
                ? zones
                : Wide.GetValueOrDefault(PhoneNumberReader.CountryOf(phone) ?? "") ?? [zones[0], zones[^1]];
        }
        catch (NumberParseException)
        {
            return [];
        }
    }
}
