namespace CallPlatform.Simulator.Sim;

/// <summary>What one accepted request made happen to one phone. Tests count rings by it.</summary>
internal sealed class LedgerEntry
{
    public required string Provider { get; init; }
    public required string Id { get; init; }
    public required string To { get; init; }
    public string? ExternalId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RangAt { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string Status { get; set; } = "queued";
    public string? EndedReason { get; set; }
    public bool Deleted { get; set; }

    /// <summary>Bytes rather than a document: a long load test keeps a few hundred thousand of them.</summary>
    public required byte[] Request { get; init; }

    public void Ring() => (RangAt, Status) = (DateTimeOffset.UtcNow, "ringing");

    public void Answer() => (AnsweredAt, Status) = (DateTimeOffset.UtcNow, "in-progress");
}

internal sealed class CallLedger(Settings settings)
{
    private readonly BoundedLog<LedgerEntry> entries = new(() => settings.Now.MaxCalls);
    private readonly Lock gate = new();
    private readonly Queue<long> lastMinute = new();
    private readonly Dictionary<string, int> activeBy = [];
    private long accepted;
    private int active;
    private int maxActive;
    private int maxPerMinute;

    public IEnumerable<LedgerEntry> NewestFirst() => entries.NewestFirst();

    public IReadOnlyList<LedgerEntry> OldestFirst() => entries.OldestFirst();

    public int ActiveOf(string provider)
    {
        lock (gate)
        {
            return activeBy.GetValueOrDefault(provider);
        }
    }

    public LedgerEntry Accept(LedgerEntry entry)
    {
        entries.Add(entry);
        lock (gate)
        {
            accepted++;
            maxActive = Math.Max(maxActive, ++active);
            activeBy[entry.Provider] = activeBy.GetValueOrDefault(entry.Provider) + 1;
            var now = Environment.TickCount64;
            lastMinute.Enqueue(now);
            while (now - lastMinute.Peek() > 60_000)
            {
                lastMinute.Dequeue();
            }
            maxPerMinute = Math.Max(maxPerMinute, lastMinute.Count);
        }
        return entry;
    }

    public void End(LedgerEntry entry, string reason)
    {
        lock (gate)
        {
            if (entry.EndedAt is not null)
            {
                return;
            }
            entry.EndedAt = DateTimeOffset.UtcNow;
            entry.Status = "ended";
            entry.EndedReason = reason;
            active = Math.Max(0, active - 1);
            activeBy[entry.Provider] = Math.Max(0, activeBy.GetValueOrDefault(entry.Provider) - 1);
        }
    }

    public object Stats()
    {
        var perNumber = OldestFirst().GroupBy(e => e.To).Select(g => g.Count()).ToList();
        lock (gate)
        {
            return new
            {
                CallsAccepted = accepted,
                CallsActive = active,
                MaxCallsActive = maxActive,
                MaxDialsPerMinute = maxPerMinute,
                ActiveByProvider = activeBy.ToDictionary(),
                NumbersDialled = perNumber.Count,
                NumbersDialledMoreThanOnce = perNumber.Count(n => n > 1),
                MaxDialsToOneNumber = perNumber.DefaultIfEmpty().Max(),
            };
        }
    }

    /// <summary>Forgets all calls; those still running see that they have ended and stop.</summary>
    public void Reset()
    {
        foreach (var entry in entries.OldestFirst())
        {
            End(entry, "reset");
        }
        entries.Clear();
        lock (gate)
        {
            accepted = active = maxActive = maxPerMinute = 0;
            activeBy.Clear();
            lastMinute.Clear();
        }
    }
}
