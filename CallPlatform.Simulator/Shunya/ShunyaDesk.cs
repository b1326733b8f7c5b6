using System.Collections.Concurrent;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Shunya;

/// <summary>Takes work in, does it in simulated time, and tells by webhook.</summary>
internal sealed class ShunyaDesk(Settings settings, Timeline timeline, WebhookSender sender, CallLedger ledger, IEnumerable<ISoundSource> sounds, ShunyaWebhooks webhooks)
{
    public const string Provider = "shunya";

    private readonly ConcurrentDictionary<string, ShunyaCall> calls = new();
    private readonly ConcurrentQueue<string> order = new();

    public ShunyaCall? Find(string companyId, string callId) =>
        calls.TryGetValue(callId, out var call) && call.CompanyId == companyId ? call : null;

    public ShunyaCall Register(string companyId, string callId, string? audioUrl, string? transcript)
    {
        if (Find(companyId, callId) is { } known)
        {
            return known;
        }
        var (number, talk) = Hear(callId, audioUrl, transcript);
        var call = calls[callId] = new ShunyaCall { CallId = callId, CompanyId = companyId, Number = number, Talk = talk };
        order.Enqueue(callId);
        while (order.Count > settings.Now.MaxCalls && order.TryDequeue(out var oldest))
        {
            calls.TryRemove(oldest, out _);
        }
        return call;
    }

    public ShunyaTask Start(ShunyaCall call, ShunyaWork work, string role, string? language, bool synchronous)
    {
        var task = new ShunyaTask
        {
            Id = "task_" + Guid.CreateVersion7().ToString("N"),
            Work = work,
            Call = call,
            Role = role,
            Language = language ?? "en",
        };
        call.Latest[(int)work] = task;
        if (synchronous)
        {
            Finish(task);
        }
        else
        {
            timeline.Play(Work(task));
        }
        return task;
    }

    public bool IsSynchronous(string callId) => settings.Now.Shunya.Mode switch
    {
        "sync" => true,
        "async" => false,
        _ => Conversations.Seed(callId) % 2 == 1,
    };

    public void Reset()
    {
        calls.Clear();
        order.Clear();
    }

    private IEnumerator<double> Work(ShunyaTask task)
    {
        yield return settings.Now.Shunya.TaskSeconds;
        Finish(task);
        var outbox = new Outbox(sender);
        if (task.Call.Scenario == Scenario.DoubledReversed)
        {
            outbox.Hold();
        }
        webhooks.Finished(task, outbox);
        if (task.Call.Scenario == Scenario.DoubledReversed)
        {
            outbox.ReleaseReversedTwice();
        }
    }

    private void Finish(ShunyaTask task)
    {
        task.Error = (task.Call.Scenario, task.Work) switch
        {
            (Scenario.Busy or Scenario.NoAnswer, _) => ShunyaError.NoSpeech,
            (Scenario.AssistantError, ShunyaWork.Analysis) => ShunyaError.AnalysisFailed,
            _ => Chance.Hits(settings.Now.Shunya.FailRetryable) ? ShunyaError.Busy : null,
        };
        task.Done = true;
    }

    // The audio's address says whose call it is: one of this host's own recordings, or any address with ?callee=0014.
    private (string Number, Conversation Talk) Hear(string callId, string? audioUrl, string? transcript)
    {
        if (Uri.TryCreate(audioUrl, UriKind.Absolute, out var url))
        {
            var file = url.Segments[^1];
            var dash = file.LastIndexOf('-');
            if (dash > 0 && sounds.Select(s => s.Find(file[..dash])).FirstOrDefault(f => f is not null) is { } recorded)
            {
                return (recorded.Number, recorded.Talk);
            }
            if (System.Web.HttpUtility.ParseQueryString(url.Query)["callee"] is { Length: > 0 } digits)
            {
                return Imagine("+1555555" + digits);
            }
        }
        if (ledger.NewestFirst().FirstOrDefault(e => e.Id == callId || e.ExternalId == callId) is { } dialled)
        {
            return Imagine(dialled.To);
        }
        // Nothing tells: the words may, and else the call's id gives a number that means nothing.
        return Imagine(transcript switch
        {
            not null when transcript.Contains("call me again", StringComparison.OrdinalIgnoreCase) => "+15555550013",
            not null when transcript.Contains("booked", StringComparison.OrdinalIgnoreCase) => "+15555550014",
            _ => $"+1555{1_000_000 + (Conversations.Seed(callId) % 8_000_000) + 1000}",
        });
    }

    private static (string Number, Conversation Talk) Imagine(string number) =>
        (number, Conversations.For(DigitTable.For(number), number, new CallVariables((JsonElement?)null, null), DateTimeOffset.UtcNow));
}
