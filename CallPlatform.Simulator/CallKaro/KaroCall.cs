using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallKaro;

internal sealed class KaroCall
{
    public required string Id { get; init; }
    public required string To { get; init; }
    public required string AgentId { get; init; }
    public string? BatchId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required byte[] Metadata { get; init; }
    public required Scenario Scenario { get; init; }
    public required string BaseUrl { get; init; }
    public required LedgerEntry Ledger { get; init; }
    public required Outbox Outbox { get; init; }

    /// <summary>Simulated seconds of talk, once it is over.</summary>
    public double? Talked { get; set; }

    public bool Over => Ledger.EndedAt is not null;

    public JsonElement MetadataJson => JsonSerializer.Deserialize<JsonElement>(Metadata);

    public Conversation Talk() => Conversations.For(Scenario, To, new CallVariables(MetadataJson, null), CreatedAt);
}
