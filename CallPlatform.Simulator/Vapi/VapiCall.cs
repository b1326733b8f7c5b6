using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>What can be said of a call at one moment. A webhook keeps the moment it tells of, not the call's present.</summary>
internal sealed record VapiMoment
{
    public required string Status { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public string? EndedMessage { get; init; }

    /// <summary>Simulated seconds of talk.</summary>
    public double Talked { get; init; }
    public bool Analysed { get; init; }
}

internal sealed class VapiCall
{
    public const string OrgId = "0b6d1c52-7a0e-4a53-9a2e-3f6c5a1d9e10";

    private volatile VapiMoment moment = null!;
    private volatile Live? live;

    public required Guid Id { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The request as it is echoed: one customer, no batch.</summary>
    public required byte[] Echo { get; init; }
    public required string To { get; init; }
    public required Scenario Scenario { get; init; }
    public required string BaseUrl { get; init; }
    public required LedgerEntry Ledger { get; init; }
    public required Outbox Outbox { get; init; }
    public string? Name { get; set; }

    /// <summary>The speed at the answer: message times must not jump when the setting changes.</summary>
    public double Speed { get; set; } = 90;

    /// <summary>The face the concurrency limit showed when the call was taken in: <c>flag</c>, <c>end</c> or none.</summary>
    public string? OverLimit { get; init; }

    public VapiMoment Moment
    {
        get => moment;
        set => moment = value;
    }

    public bool Over => Ledger.EndedAt is not null;

    public bool HasSound => Moment is { Status: "ended", StartedAt: not null, Talked: > 0 };

    public void Rename(string? name)
    {
        lock (this)
        {
            Name = name;
            Moment = Moment with { UpdatedAt = DateTimeOffset.UtcNow };
        }
    }

    public VapiTraits Traits() => live?.Traits ?? Read();

    public Conversation Talk(VapiTraits traits)
    {
        var talk = live?.Talk ?? Play(traits);
        var now = Moment;
        return now.Status == "ended" && now.Talked < talk.Seconds ? talk.CutAt(now.Talked, talk.EndedBy) : talk;
    }

    /// <summary>A running call keeps what a finished one makes again when asked: there are few of the one and many of the other.</summary>
    public void Keep()
    {
        var traits = Read();
        live = new Live(traits, Play(traits));
    }

    public void Release() => live = null;

    private VapiTraits Read() => new(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Echo, Json.Camel)!);

    private Conversation Play(VapiTraits traits) =>
        Conversations.For(Scenario, To, traits.Variables, CreatedAt, traits.FirstMessage, traits.MaxDurationSeconds, traits.VoicemailMessage);

    private sealed record Live(VapiTraits Traits, Conversation Talk);
}
