namespace CallPlatform.Simulator.Scenarios;

/// <summary>Turns a text with speakers into timed utterances.</summary>
internal static class Script
{
    // About 150 words a minute, with a pause to think: people first, machines faster.
    private const double SecondsPerWord = 0.4;

    /// <summary>
    /// Lines look like <c>A: Hi {name}!</c> for the agent and <c>C: Yes?</c> for the customer.
    /// </summary>
    public static IReadOnlyList<Turn> Read(IEnumerable<string> lines, Func<string, string> fill, int seed)
    {
        var turns = new List<Turn>();
        var clock = 0.6;
        foreach (var line in lines)
        {
            var byAgent = line[0] == 'A';
            var text = fill(line[3..]);
            var words = text.Count(c => c == ' ') + 1;
            var seconds = Math.Round(0.6 + (words * SecondsPerWord), 1);
            turns.Add(new Turn(byAgent, text, Math.Round(clock, 1), seconds));
            clock += seconds + (byAgent ? 0.9 : 0.7) + ((seed + turns.Count) % 4 * 0.3);
        }
        return turns;
    }
}
