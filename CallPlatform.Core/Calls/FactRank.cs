namespace CallPlatform.Core.Calls;

/// <summary>How much a fact is worth; the better one stays, whichever comes first.</summary>
public enum FactRank
{
    /// <summary>Nothing known.</summary>
    None = 0,

    /// <summary>Our own conclusion from a silence: any word of the provider's corrects it.</summary>
    Guess = 1,

    /// <summary>A bare status (webhook or poll of a running call).</summary>
    Bare = 2,

    /// <summary>The provider's record of a call that ended, fetched by us.</summary>
    Record = 3,

    /// <summary>The provider's end-of-call report.</summary>
    Report = 4,

    /// <summary>A person's decision, which no provider overrules.</summary>
    Person = 7,
}

/// <summary>The facts whose rank is remembered, in the order of their bits.</summary>
internal enum Fact
{
    ProviderCallId, StartedAt, EndedAt, Duration, CustomerSpoke, Outcome, Transcript, Summary,
    Messages, Analysis, StructuredOutputs, RecordingUrl, StereoRecordingUrl, ControlUrl, Cost, CostBreakdown,
}

/// <summary>The ranks of all facts of a call, four bits each: a row carries one number instead of sixteen columns.</summary>
internal readonly record struct FactRanks(long Bits)
{
    public FactRank this[Fact fact] => (FactRank)((Bits >> ((int)fact * 4)) & 0xF);

    public FactRanks With(Fact fact, FactRank rank) =>
        new((Bits & ~(0xFL << ((int)fact * 4))) | ((long)rank << ((int)fact * 4)));
}
