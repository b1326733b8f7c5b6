using System.Collections.Concurrent;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallRail;

/// <summary>Makes a tracking number ring.</summary>
internal sealed class RailDesk : ISoundSource
{
    public const string Provider = "callrail";

    private readonly ConcurrentDictionary<string, RailCall> byId = new();
    private readonly BoundedLog<RailCall> calls;
    private readonly ConcurrentDictionary<string, int> callsOf = new();
    private readonly Settings settings;
    private readonly Timeline timeline;
    private readonly WebhookSender sender;
    private readonly RailWebhooks webhooks;

    public RailDesk(Settings settings, Timeline timeline, WebhookSender sender, RailWebhooks webhooks)
    {
        (this.settings, this.timeline, this.sender, this.webhooks) = (settings, timeline, sender, webhooks);
        calls = new BoundedLog<RailCall>(() => settings.Now.MaxCalls, forgotten => byId.TryRemove(forgotten.Id, out _));
    }

    public bool IsPublic => false;

    public RailCall? Call(string id) => byId.GetValueOrDefault(id);

    public Recorded? Find(string callId) => Call(callId) is { RecordingReady: true } call ? new Recorded(call.Number, call.Talk) : null;

    public IEnumerable<RailCall> NewestFirst() => calls.NewestFirst().Where(c => c.Ended).OrderByDescending(c => c.StartTime);

    public RailCall Ring(RailOrder order, string baseUrl)
    {
        var now = order.StartTime ?? settings.Clock(Provider);
        var scenario = DigitTable.For(order.CallerNumber!);
        var voicemail = scenario == Scenario.Voicemail && order.Answered is null;
        var answered = order.Answered ?? scenario is not (Scenario.Busy or Scenario.NoAnswer or Scenario.Voicemail);
        var talk = answered || voicemail
            ? Conversations.For(
                scenario is Scenario.Busy or Scenario.NoAnswer or Scenario.AssistantError || (scenario == Scenario.Voicemail && answered) ? Scenario.Normal : scenario,
                order.CallerNumber!,
                new CallVariables((JsonElement?)null, order.CallerName),
                now)
            : new Conversation([], null, 0, "network");
        var call = new RailCall
        {
            Id = "CAL" + Guid.CreateVersion7().ToString("N"),
            Order = order,
            StartTime = now,
            BaseUrl = baseUrl,
            Outbox = new Outbox(sender),
            Talk = talk,
            Answered = answered,
            Voicemail = voicemail,
            Recorded = order.Recording ?? talk.Turns.Count > 0,
            PriorCalls = callsOf.AddOrUpdate(order.CallerNumber!, 0, (_, n) => n + 1),
        };
        byId[call.Id] = call;
        calls.Add(call);
        if (scenario == Scenario.DoubledReversed)
        {
            call.Outbox.Hold();
        }
        timeline.Play(Tell(call));
        return call;
    }

    public void Reset()
    {
        byId.Clear();
        calls.Clear();
        callsOf.Clear();
    }

    private IEnumerator<double> Tell(RailCall call)
    {
        // 0004: the recording is late and comes with call.modified.
        var late = call.Scenario == Scenario.AssistantError && call.Recorded;
        IReadOnlyList<string> events = call.Order.Events
            ?? (call.Answered ? (late ? ["incoming", "answered", "completed", "modified"] : ["incoming", "answered", "completed"]) : ["incoming", "missed"]);
        var history = call.Order.StartTime is not null;
        var ended = false;
        foreach (var name in events)
        {
            // A history is told at once; what happens now takes its time.
            yield return history ? 0 : name switch { "incoming" => 0, "answered" => 8, "missed" => 25, "modified" => 60, _ => call.Duration + 5 };
            if (name is "completed" or "missed" or "modified" && !ended)
            {
                ended = call.Ended = true;
                call.RecordingReady = call.Recorded && !late;
            }
            if (name == "modified")
            {
                call.RecordingReady = call.Recorded;
            }
            webhooks.Tell(call, name);
        }
        call.Ended = true;
        call.RecordingReady = call.Recorded;
        if (call.Scenario == Scenario.DoubledReversed)
        {
            call.Outbox.ReleaseReversedTwice();
        }
    }
}
