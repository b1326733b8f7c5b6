using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>The life of one call: it waits, rings, talks, ends and is reported.</summary>
internal sealed class VapiStory(Settings settings, Timeline timeline, CallLedger ledger, VapiWebhooks webhooks)
{
    private const string LimitReached = "call.start.error-subscription-concurrency-limit-reached";

    // Touched by the timeline's loop only.
    private int waiting;

    public void Begin(VapiCall call, DateTimeOffset? earliest)
    {
        if (earliest is null)
        {
            call.Keep();
        }
        if (call.Scenario == Scenario.DoubledReversed)
        {
            call.Outbox.Hold();
        }
        if (earliest is { } at)
        {
            webhooks.Status(call, call.Moment);
            timeline.After(at - DateTimeOffset.UtcNow, () => timeline.Play(Tell(call)));
            return;
        }
        timeline.Play(Tell(call));
    }

    /// <summary>Ends the call now, whatever it is doing.</summary>
    /// <returns>False when it was over already.</returns>
    public bool End(VapiCall call, string reason, double? talked = null, string? message = null)
    {
        lock (call)
        {
            if (call.Over)
            {
                return false;
            }
            var now = DateTimeOffset.UtcNow;
            var answered = call.Moment.StartedAt;
            var seconds = talked ?? (answered is { } since ? Math.Round((now - since).TotalSeconds * call.Speed, 1) : 0);
            call.Moment = call.Moment with { Status = "ended", UpdatedAt = now, EndedAt = now, EndedReason = reason, EndedMessage = message, Talked = seconds };
            ledger.End(call.Ledger, reason);
        }
        timeline.Play(Report(call));
        return true;
    }

    private IEnumerator<double> Tell(VapiCall call)
    {
        if (call.Over)
        {
            yield break;
        }
        Move(call, "queued");
        yield return 1;

        var faults = settings.Faults(VapiDesk.Provider);
        if (call.OverLimit == "end")
        {
            End(call, LimitReached, 0);
        }
        if (call.OverLimit == "flag")
        {
            // Those who wait hold no slot, or two of them would wait for each other.
            waiting++;
            while (!call.Over && ledger.ActiveOf(VapiDesk.Provider) - waiting >= settings.Faults(VapiDesk.Provider).ConcurrencyLimit)
            {
                yield return 2;
            }
            waiting--;
        }
        if (call.Over)
        {
            yield break;
        }

        Move(call, "ringing");
        var seed = Conversations.Seed(call.To);
        yield return call.Scenario switch { Scenario.Busy => 3, Scenario.NoAnswer => 45, Scenario.Voicemail => 22, _ => 4 + (seed % 8) };
        if (call.Scenario is Scenario.Busy or Scenario.NoAnswer)
        {
            End(call, call.Scenario == Scenario.Busy ? "customer-busy" : "customer-did-not-answer", 0);
        }
        if (call.Over)
        {
            yield break;
        }

        Move(call, "in-progress");
        if (faults.ExtraMessageType is { } unheardOf)
        {
            webhooks.Bare(call, call.Moment, unheardOf);
        }
        var traits = call.Traits();
        var talk = call.Talk(traits);
        var said = 0.0;
        foreach (var (after, tell) in webhooks.Live(call, traits, talk))
        {
            yield return after - said;
            said = after;
            if (call.Over)
            {
                yield break;
            }
            tell();
        }
        yield return talk.Seconds - said;

        End(call, faults.EndedReason ?? Reason(call, talk, seed), talk.Seconds, call.Scenario == Scenario.AssistantError ? "The model provider failed to answer." : null);
    }

    private static string Reason(VapiCall call, Conversation talk, int seed) => (call.Scenario, talk.EndedBy) switch
    {
        (Scenario.Voicemail, _) => "voicemail",
        (Scenario.AssistantError, _) => "call.in-progress.error-providerfault-openai-llm-failed",
        (_, "limit") => "exceeded-max-duration",
        (_, "customer") => "customer-ended-call",
        _ => seed % 2 == 0 ? "assistant-ended-call" : "assistant-said-end-call-phrase",
    };

    private IEnumerator<double> Report(VapiCall call)
    {
        var faults = settings.Faults(VapiDesk.Provider);
        var ended = call.Moment;
        if (!faults.ReportBeforeEnded)
        {
            webhooks.Status(call, ended);
        }

        // The analysis takes a few seconds; a call nobody answered has none.
        yield return ended.StartedAt is null ? 1 : 5;
        call.Moment = call.Moment with { Analysed = true, UpdatedAt = DateTimeOffset.UtcNow };
        if (!faults.NoReport)
        {
            var analysed = call.Moment;
            if (faults.LateReportMs == 0)
            {
                webhooks.Report(call, analysed);
            }
            else
            {
                timeline.After(TimeSpan.FromMilliseconds(faults.LateReportMs), () => webhooks.Report(call, analysed));
            }
        }
        if (faults.ReportBeforeEnded)
        {
            yield return 2;
            webhooks.Status(call, ended);
        }
        if (call.Scenario == Scenario.DoubledReversed)
        {
            call.Outbox.ReleaseReversedTwice();
        }
        yield return 30;
        call.Release();
    }

    private void Move(VapiCall call, string status)
    {
        VapiMoment moment;
        lock (call)
        {
            if (call.Over)
            {
                return;
            }
            var now = DateTimeOffset.UtcNow;
            if (status == "ringing")
            {
                call.Ledger.Ring();
            }
            if (status == "in-progress")
            {
                call.Ledger.Answer();
                call.Speed = settings.Now.Speed;
            }
            moment = call.Moment = call.Moment with { Status = status, UpdatedAt = now, StartedAt = status == "in-progress" ? now : call.Moment.StartedAt };
        }
        webhooks.Status(call, moment);
    }
}
