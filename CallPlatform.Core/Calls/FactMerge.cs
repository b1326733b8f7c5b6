namespace CallPlatform.Core.Calls;

/// <summary>
/// Joins one signal's facts into what is known: nothing told changes nothing, a better rank wins, and between equals a fixed
/// order of values decides, so that it does not matter which came first.
/// </summary>
internal struct FactMerge(FactRanks ranks, FactRank told)
{
    public FactRanks Ranks { get; private set; } = ranks;

    /// <summary>Between equals the longer text: a transcript that came whole beats the one cut short.</summary>
    public string? Text(Fact fact, string? known, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return known;
        }

        return Take(fact, told, known is null, known is null ? 1 : Compare(value, known)) ? value : known;

        static int Compare(string a, string b) =>
            a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }

    public T? Greatest<T>(Fact fact, T? known, T? value)
        where T : struct, IComparable<T> =>
        value is { } v && Take(fact, told, known is null, known is { } k ? v.CompareTo(k) : 1) ? value : known;

    /// <summary>A time the provider named outranks the moment its status was sent, whatever brought it.</summary>
    public DateTimeOffset? Earliest(Fact fact, DateTimeOffset? known, DateTimeOffset? value, bool explicitTime)
    {
        var rank = explicitTime ? told : FactRank.Guess;
        return value is { } v && Take(fact, rank, known is null, known is { } k ? k.CompareTo(v) : 1) ? value : known;
    }

    private bool Take(Fact fact, FactRank rank, bool isFirst, int difference)
    {
        var knownRank = Ranks[fact];
        if (!isFirst && (rank < knownRank || (rank == knownRank && difference <= 0)))
        {
            return false;
        }

        Ranks = Ranks.With(fact, rank);
        return true;
    }
}
