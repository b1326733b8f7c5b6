using System.Globalization;

namespace CallPlatform.Web.Components.Pages.Calls;

/// <summary>Finds the words of a talk that a finding rests on. Null where none can be told with some certainty: a wrong quote is worse than none.</summary>
public static class Quotation
{
    private const int FewestLetters = 4;
    private const double EnoughOfIt = 0.5;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>The turn during which a second falls.</summary>
    public static TranscriptTurn? At(IReadOnlyList<TranscriptTurn> turns, double? seconds) =>
        seconds is { } at ? turns.LastOrDefault(t => t.Start is { } start && start <= at + 0.05) : null;

    /// <summary>The turn that shares most of the text's words, when it has at least two of them and half of all.</summary>
    public static TranscriptTurn? Of(IReadOnlyList<TranscriptTurn> turns, string? text)
    {
        var wanted = WordsOf(text);
        if (wanted.Count < 2)
        {
            return null;
        }

        var best = turns.Where(t => t.Start is not null).Select(t => (Turn: t, Shared: WordsOf(t.Text).Count(wanted.Contains)))
            .OrderByDescending(t => t.Shared).ThenBy(t => t.Turn.Speaker == Speaker.Person ? 0 : 1).FirstOrDefault();
        return best.Shared >= 2 && best.Shared >= wanted.Count * EnoughOfIt ? best.Turn : null;
    }

    /// <summary>The last turn in which the person says this number from 0 to 10, as a figure or as an English word.</summary>
    public static TranscriptTurn? OfScore(IReadOnlyList<TranscriptTurn> turns, int? score) =>
        score is >= 0 and <= 10
            ? turns.LastOrDefault(t => t.Speaker == Speaker.Person && t.Start is not null
                && Split(t.Text).Any(w => w == score.Value.ToString(CultureInfo.InvariantCulture) || w == Numbers[score.Value]))
            : null;

    private static HashSet<string> WordsOf(string? text) => [.. Split(text ?? "").Where(w => w.Length >= FewestLetters)];

    private static IEnumerable<string> Split(string text) =>
        string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
