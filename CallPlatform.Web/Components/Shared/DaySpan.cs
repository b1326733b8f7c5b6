using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace CallPlatform.Web.Components.Shared;

/// <summary>The days a page shows figures of, both included: in the address as <c>from</c> and <c>to</c>, with the zone whose days they are.</summary>
public readonly record struct DaySpan(DateOnly From, DateOnly To)
{
    public int Count => To.DayNumber - From.DayNumber + 1;

    /// <summary>As many days right before.</summary>
    public DaySpan Before => new(From.AddDays(-Count), From.AddDays(-1));

    public string Words => From == To
        ? From.ToString("d MMM yyyy", CultureInfo.CurrentCulture)
        : $"{From.ToString(From.Year == To.Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture)} – {To.ToString("d MMM yyyy", CultureInfo.CurrentCulture)}";

    /// <summary>For links to lists that filter by the same days.</summary>
    public string Query => $"from={Text(From)}&to={Text(To)}";

    /// <summary>What the address says; the last <paramref name="usual"/> days when it says nothing that can be used.</summary>
    public static DaySpan Read(string? from, string? to, DateOnly today, int usual = 30)
    {
        var last = Day(to) ?? today;
        var first = Day(from) ?? last.AddDays(1 - usual);
        return first > last || last.DayNumber - first.DayNumber > 3650 ? new(today.AddDays(1 - usual), today) : new(first, last);
    }

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal string AddressIn(NavigationManager navigation, string zone) => navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["from"] = Text(From), ["to"] = Text(To), ["zone"] = zone });
}
