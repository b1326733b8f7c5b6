using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallKaro;

/// <summary>The life of one CallKaro call. Its webhooks are all anybody ever learns of it.</summary>
internal sealed class KaroStory(Settings settings, Timeline timeline, CallLedger ledger, KaroWebhooks webhooks)
{
    public void Begin(KaroCall call, DateTimeOffset? at)
    {
        if (call.Scenario == Scenario.DoubledReversed)
        {
            call.Outbox.Hold();
        }
        if (at is { } then)
        {
            timeline.After(then - DateTimeOffset.UtcNow, () => timeline.Play(Tell(call)));
            return;
        }
        timeline.Play(Tell(call));
    }

    private IEnumerator<double> Tell(KaroCall call)
    {
        yield return 1;
        if (call.Over)
        {
            yield break;
        }
        call.Ledger.Ring();
        webhooks.Progress(call, "ringing");
        yield return call.Scenario switch { Scenario.Busy => 3, Scenario.NoAnswer => 45, Scenario.Voicemail => 22, _ => 4 + (Conversations.Seed(call.To) % 8) };
        if (call.Over)
        {
            yield break;
        }

        var talk = call.Talk();
        if (talk.Turns.Count > 0)
        {
            call.Ledger.Answer();
            webhooks.Progress(call, "in_progress");
            yield return talk.Seconds;
            if (call.Over)
            {
                yield break;
            }
        }
        call.Talked = talk.Seconds;
        ledger.End(call.Ledger, KaroWebhooks.HangupReason(call.Scenario, talk));

        yield return talk.Turns.Count > 0 ? 5 : 1;
        var faults = settings.Faults(KaroDesk.Provider);
        if (!faults.NoReport)
        {
            if (faults.LateReportMs > 0)
            {
                timeline.After(TimeSpan.FromMilliseconds(faults.LateReportMs), () => webhooks.Ended(call));
            }
            else
            {
                webhooks.Ended(call);
            }
        }
        if (call.Scenario == Scenario.DoubledReversed)
        {
            call.Outbox.ReleaseReversedTwice();
        }
    }
}
