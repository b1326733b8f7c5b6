using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallPlatform.Benchmarks.Support;

/// <summary>One line of the table: a figure, what it is measured against, and their ratio in the same run.</summary>
/// <param name="Path">What was measured.</param>
/// <param name="Against">The limit or peer.</param>
/// <param name="Value">The median of ours, in <paramref name="Unit"/>.</param>
/// <param name="Reference">The median of the other.</param>
/// <param name="Unit">For instance <c>1/s</c> or <c>ms</c>.</param>
/// <param name="Ratio">The median of the pairs' ratios, ours to theirs.</param>
/// <param name="Lowest">The lowest pair.</param>
/// <param name="Highest">The highest pair.</param>
/// <param name="Goal">What is to be reached, for instance <c>≥ 1.2</c>.</param>
public sealed record ResultRow(
    string Path, string Against, double Value, double Reference, string Unit, double Ratio, double Lowest, double Highest, string Goal);

/// <summary>Collects the rows and writes them as a table, as Markdown and as JSON.</summary>
public sealed class Results
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly List<ResultRow> rows = [];

    public void Add(ResultRow row)
    {
        rows.Add(row);
        Console.WriteLine(Line(row));
    }

    public async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var markdown = new StringBuilder();
        markdown.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {DateTime.UtcNow:yyyy-MM-dd}. Ratios are medians of pairs run in turn; in brackets the lowest and highest pair.");
        markdown.AppendLine().AppendLine("| path | against | ours | theirs | ratio | goal |").AppendLine("|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            markdown.AppendLine(Line(row));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "results.md"), markdown.ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(rows, Indented));
        Console.WriteLine($"Written to {folder}.");
    }

    private static string Line(ResultRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {row.Path} | {row.Against} | {Number(row.Value)} {row.Unit} | {Number(row.Reference)} {row.Unit} | {row.Ratio:0.00} ({row.Lowest:0.00}–{row.Highest:0.00}) | {row.Goal} |");

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
