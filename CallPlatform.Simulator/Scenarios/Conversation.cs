namespace CallPlatform.Simulator.Scenarios;

/// <summary>One utterance; times are simulated seconds from the answer.</summary>
internal sealed record Turn(bool ByAgent, string Text, double Start, double Seconds)
{
    public double End => Start + Seconds;
}

/// <summary>What came of a talk, in no provider's words; each provider writes it in its own.</summary>
internal sealed record Findings
{
    public required string Kind { get; init; }
    public required string Summary { get; init; }
    public bool Success { get; init; }
    public int? Nps { get; init; }
    public int? Rating { get; init; }
    public string? Feedback { get; init; }
    public IReadOnlyList<string> Positive { get; init; } = [];
    public IReadOnlyList<string> Improve { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<string> Objections { get; init; } = [];
    public bool DoNotCall { get; init; }
    public bool CallbackRequested { get; init; }
    public bool Interested { get; init; }
    public DateTimeOffset? AppointmentAt { get; init; }
    public string? AppointmentType { get; init; }
    public double Sentiment { get; init; } = 0.5;
}

/// <summary>A whole talk. It is made from the callee's number and the caller's variables alone, so it can be made again instead of being kept.</summary>
internal sealed record Conversation(IReadOnlyList<Turn> Turns, Findings? Findings, double Seconds, string EndedBy)
{
    /// <summary>What had been said when the line was cut after so many seconds.</summary>
    public Conversation CutAt(double seconds, string endedBy) => this with
    {
        Turns = [.. Turns.Where(t => t.Start < seconds).Select(t => t.End <= seconds ? t : t with { Seconds = Math.Round(seconds - t.Start, 1) })],
        Seconds = seconds,
        EndedBy = endedBy,
        // The grade and the good-bye come last: a talk cut before has nothing to analyse.
        Findings = seconds > Seconds * 0.7 ? Findings : null,
    };

    public string Transcript(string agent, string person) =>
        string.Join('\n', Turns.Select(t => $"{(t.ByAgent ? agent : person)}: {t.Text}"));
}
