using System.Collections.Concurrent;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallKaro;

internal sealed class KaroDesk : ISoundSource
{
    public const string Provider = "callkaro";

    private readonly ConcurrentDictionary<string, KaroCall> byId = new();
    private readonly BoundedLog<KaroCall> calls;
    private readonly CallLedger ledger;
    private readonly KaroStory story;
    private readonly WebhookSender sender;

    public KaroDesk(Settings settings, CallLedger ledger, KaroStory story, WebhookSender sender)
    {
        (this.ledger, this.story, this.sender) = (ledger, story, sender);
        calls = new BoundedLog<KaroCall>(() => settings.Now.MaxCalls, forgotten => byId.TryRemove(forgotten.Id, out _));
    }

    public bool IsPublic => true;

    public Recorded? Find(string callId) => byId.TryGetValue(callId, out var call) && call.Talked > 0 ? new Recorded(call.To, call.Talk()) : null;

    public KaroCall Accept(KaroOrder order, byte[] request, string baseUrl, DateTimeOffset? at)
    {
        var now = DateTimeOffset.UtcNow;
        // 24 hex digits like theirs. The head of a UUIDv7 repeats within a millisecond, its tail does not.
        var id = Guid.CreateVersion7(now).ToString("N")[8..];
        var metadata = order.Metadata ?? JsonSerializer.SerializeToElement(new { });
        var entry = new LedgerEntry
        {
            Provider = Provider,
            Id = id,
            To = order.ToNumber!,
            ExternalId = Text(metadata, "attempt_id") ?? Text(metadata, "call_id") ?? Text(metadata, "lead_id"),
            CreatedAt = now,
            Status = at is null ? "queued" : "scheduled",
            Request = request,
        };
        var call = new KaroCall
        {
            Id = id,
            To = entry.To,
            AgentId = order.AgentId!,
            BatchId = order.BatchId,
            CreatedAt = now,
            Metadata = JsonSerializer.SerializeToUtf8Bytes(metadata),
            Scenario = DigitTable.For(entry.To),
            BaseUrl = baseUrl,
            Ledger = entry,
            Outbox = new Outbox(sender),
        };
        ledger.Accept(entry);
        byId[call.Id] = call;
        calls.Add(call);
        story.Begin(call, at);
        return call;
    }

    /// <summary>Takes back what has not been dialled yet.</summary>
    public int CancelScheduled(string? agentId, string number)
    {
        var cancelled = 0;
        foreach (var call in calls.NewestFirst().Where(c => c.To == number && (agentId is null || c.AgentId == agentId) && c.Ledger.Status == "scheduled"))
        {
            ledger.End(call.Ledger, "schedule-deleted");
            cancelled++;
        }
        return cancelled;
    }

    public void Reset()
    {
        byId.Clear();
        calls.Clear();
    }

    private static string? Text(JsonElement metadata, string name) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out var value) ? value.ToString() : null;
}
