using System.Collections.Concurrent;

namespace CallPlatform.Simulator.Scenarios;

internal enum Verdict
{
    Accept,
    Refuse,
    RateLimit,
    Fail,
}

/// <summary>Counts the refusals of the rows that refuse a few times; acceptance starts the count anew.</summary>
internal sealed class DialGate
{
    private readonly ConcurrentDictionary<(string Provider, string Number), int> refusals = new();

    public Verdict Ask(string provider, string number)
    {
        var (limit, verdict) = DigitTable.For(number) switch
        {
            Scenario.Refused => (int.MaxValue, Verdict.Refuse),
            Scenario.RateLimitedTwice => (2, Verdict.RateLimit),
            Scenario.ServerErrorOnce => (1, Verdict.Fail),
            _ => (0, Verdict.Accept),
        };
        if (limit is 0 or int.MaxValue)
        {
            return verdict;
        }

        var soFar = refusals.AddOrUpdate((provider, number), 1, (_, n) => n > limit ? 1 : n + 1);
        return soFar <= limit ? verdict : Verdict.Accept;
    }

    public void Reset() => refusals.Clear();
}
