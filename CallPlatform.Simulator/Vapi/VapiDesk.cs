using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>Takes calls in and finds them again.</summary>
internal sealed class VapiDesk : ISoundSource
{
    public const string Provider = "vapi";

    private readonly ConcurrentDictionary<Guid, VapiCall> byId = new();
    private readonly BoundedLog<VapiCall> calls;
    private readonly CallLedger ledger;
    private readonly Settings settings;
    private readonly VapiStory story;
    private readonly WebhookSender sender;

    public VapiDesk(Settings settings, CallLedger ledger, VapiStory story, WebhookSender sender)
    {
        (this.settings, this.ledger, this.story, this.sender) = (settings, ledger, story, sender);
        calls = new BoundedLog<VapiCall>(() => settings.Now.MaxCalls, forgotten => byId.TryRemove(forgotten.Id, out _));
    }

    public VapiCall? Find(Guid id) => byId.GetValueOrDefault(id);

    public bool IsPublic => settings.Now.Vapi.PublicRecordings;

    public Recorded? Find(string callId) =>
        Guid.TryParse(callId, out var id) && Find(id) is { HasSound: true } call ? new Recorded(call.To, call.Talk(call.Traits())) : null;

    public IEnumerable<VapiCall> NewestFirst() => calls.NewestFirst().Where(c => byId.ContainsKey(c.Id));

    public VapiCall Accept(JsonElement body, JsonElement customer, string baseUrl, byte[] request, string? overLimit)
    {
        var now = DateTimeOffset.UtcNow;
        var id = Guid.CreateVersion7(now);
        var to = VapiTraits.Child(customer, "number")?.GetString() ?? VapiTraits.Child(customer, "sipUri")!.Value.GetString()!;
        var earliest = VapiTraits.Child(VapiTraits.Child(body, "schedulePlan"), "earliestAt")?.GetString() is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : (DateTimeOffset?)null;
        var entry = new LedgerEntry
        {
            Provider = Provider,
            Id = id.ToString(),
            To = to,
            ExternalId = VapiTraits.Child(customer, "externalId")?.GetString(),
            CreatedAt = now,
            Status = earliest is null ? "queued" : "scheduled",
            Request = request,
        };
        var call = new VapiCall
        {
            Id = id,
            CreatedAt = now,
            Echo = Echo(body, customer),
            To = to,
            Scenario = DigitTable.For(to),
            BaseUrl = baseUrl,
            Ledger = entry,
            Outbox = new Outbox(sender),
            Name = VapiTraits.Child(body, "name")?.GetString(),
            OverLimit = overLimit,
            Moment = new VapiMoment { Status = entry.Status, UpdatedAt = now },
        };
        ledger.Accept(entry);
        byId[id] = call;
        calls.Add(call);
        story.Begin(call, earliest);
        return call;
    }

    /// <summary>Deletes the record. One that had not been dialled yet never will be.</summary>
    public void Delete(VapiCall call)
    {
        if (call.Moment.Status == "scheduled")
        {
            story.End(call, "scheduled-call-deleted", 0);
        }
        call.Ledger.Deleted = true;
        byId.TryRemove(call.Id, out _);
    }

    public WireLimits Limits(bool blocked)
    {
        var faults = settings.Faults(Provider);
        var limit = faults.ConcurrencyMode == "none" ? Math.Max(10_000, faults.ConcurrencyLimit) : faults.ConcurrencyLimit;
        return new WireLimits(blocked, limit, Math.Max(-1, limit - ledger.ActiveOf(Provider)));
    }

    /// <summary>The mode that applies to the next call, or null while there is room.</summary>
    public string? OverLimit()
    {
        var faults = settings.Faults(Provider);
        return faults.ConcurrencyMode != "none" && ledger.ActiveOf(Provider) >= faults.ConcurrencyLimit ? faults.ConcurrencyMode : null;
    }

    public void Reset()
    {
        byId.Clear();
        calls.Clear();
    }

    /// <summary>A call the platform has never heard of, and that was never dialled.</summary>
    public VapiCall Invent(string number, string baseUrl)
    {
        var now = DateTimeOffset.UtcNow;
        var id = Guid.CreateVersion7(now);
        var body = JsonSerializer.SerializeToElement(new { assistantId = "8f2d7c14-51b3-4d0b-9a66-2c4e1f7a8b90", phoneNumberId = "3c5a9e72-1d84-4f6b-8e21-7b90d4c6a5f3" });
        return new VapiCall
        {
            Id = id,
            CreatedAt = now,
            Echo = Echo(body, JsonSerializer.SerializeToElement(new { number, externalId = Guid.CreateVersion7() })),
            To = number,
            Scenario = Scenario.Normal,
            BaseUrl = baseUrl,
            Ledger = new LedgerEntry { Provider = Provider, Id = id.ToString(), To = number, CreatedAt = now, EndedAt = now, Request = [] },
            Outbox = new Outbox(sender),
            Moment = new VapiMoment { Status = "ended", UpdatedAt = now, StartedAt = now, EndedAt = now, EndedReason = "customer-ended-call", Talked = 60, Analysed = true },
        };
    }

    private static byte[] Echo(JsonElement body, JsonElement customer)
    {
        var echo = body.EnumerateObject().Where(p => p.Name is not ("customers" or "customer" or "name")).ToDictionary(p => p.Name, p => p.Value);
        echo["customer"] = customer;
        return JsonSerializer.SerializeToUtf8Bytes(echo, Json.Camel);
    }
}
