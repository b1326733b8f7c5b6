using System.Globalization;
using CsvHelper;

namespace CallPlatform.Core.Exports;

/// <summary>
/// CSV that a spreadsheet only shows: what it would take for a formula begins with an apostrophe. A phone number keeps its "+", which
/// computes to itself.
/// </summary>
public static class SafeCsv
{
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.None };

    public static CsvWriter Writer(Stream target) => CsvWriter.Create(target, Options);

    /// <summary>A text of anybody's, made harmless.</summary>
    public static string Text(string? text) => text switch
    {
        null or "" => "",
        ['+', .. var rest] when rest.Length is > 0 and < 20 && rest.All(char.IsAsciiDigit) => text,
        ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] => "'" + text,
        _ when text.TrimStart() is ['=' or '+' or '-' or '@', ..] => "'" + text,
        _ => text,
    };

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Number<T>(T? number)
        where T : struct, IFormattable => number?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
