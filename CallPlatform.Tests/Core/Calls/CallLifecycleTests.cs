using System.Text.Json;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Providers.Vapi;
using Xunit;

namespace CallPlatform.Tests.Core.Calls;

public class CallLifecycleTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 13, 15, 4, 10, TimeSpan.Zero);

    [Fact]
    public void Any_order_and_repetition_of_generated_signals_ends_in_the_same_call()
    {
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var signals = Enumerable.Range(0, random.Next(2, 9)).Select(_ => Generate(random)).ToArray();
            var expected = Apply(signals);

            var shuffled = signals.Concat(signals.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);

            Assert.True(expected == Apply(shuffled), $"Seed {seed}:\n{expected}\n{Apply(shuffled)}");
        }
    }

    [Fact]
    public void Any_order_and_repetition_of_a_real_calls_messages_ends_in_the_same_call()
    {
        var now = Start.AddDays(1);
        string[] files =
        [
            "webhook.status-update.queued", "webhook.status-update.ringing", "webhook.status-update.in-progress",
            "webhook.status-update.ended", "webhook.end-of-call-report.answered", "webhook.status-update.forwarding",
        ];
        var signals = files.Select(f => VapiCallReader.OfMessage(Payload(f).GetProperty("message"), now)!.Signal with { Attempt = 1 })
            .Append(VapiCallReader.OfCall(Payload("get-call.ended"), SignalSource.Poll, now).Signal with { Attempt = 1 })
            .Append(VapiCallReader.OfCall(Payload("create-call.response"), SignalSource.DialAnswer, now).Signal with { Attempt = 1 })
            .ToArray();
        var expected = Apply(signals);
        Assert.Equal(CallStatus.Completed, expected.Status);
        Assert.NotNull(expected.Transcript);

        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var shuffled = signals.Concat(signals.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Apply(shuffled));
        }
    }

    [Fact]
    public void A_signal_that_tells_nothing_new_returns_the_same_instance()
    {
        var signal = Signal(FactRank.Bare, CallStatus.Ringing);
        var call = CallLifecycle.Apply(new CallState(), signal);

        Assert.Same(call, CallLifecycle.Apply(call, signal));
    }

    [Fact]
    public void The_report_outranks_the_bare_end()
    {
        var ended = Signal(FactRank.Bare, CallStatus.Completed) with { EndedReason = "silence-timed-out" };
        var report = Signal(FactRank.Report, CallStatus.NoAnswer) with { EndedReason = "silence-timed-out", IsReport = true };

        Assert.Equal(CallStatus.NoAnswer, Apply(ended, report).Status);
        Assert.Equal(CallStatus.NoAnswer, Apply(report, ended).Status);
    }

    [Fact]
    public void Our_own_guess_yields_to_any_word_of_the_provider()
    {
        var silent = Signal(FactRank.Guess, CallStatus.Failed) with { ErrorCode = "provider_silent" };
        var ended = Signal(FactRank.Bare, CallStatus.Completed);

        var call = Apply(silent, ended);

        Assert.Equal(CallStatus.Completed, call.Status);
        Assert.Null(call.ErrorCode);
    }

    [Fact]
    public void A_person_who_cancelled_is_overruled_by_nobody_but_the_facts_are_kept()
    {
        var report = Signal(FactRank.Report, CallStatus.Completed) with { Transcript = "AI: Hello", Cost = 0.2m, IsReport = true };
        var cancel = Signal(FactRank.Person, CallStatus.Cancelled);

        var call = Apply(cancel, report);

        Assert.Equal(CallStatus.Cancelled, call.Status);
        Assert.Equal("AI: Hello", call.Transcript);
        Assert.Equal(0.2m, call.Cost);
    }

    [Fact]
    public void An_earlier_tries_echo_does_not_touch_the_next_try()
    {
        var next = Apply(Signal(FactRank.Bare, CallStatus.Busy), Signal(FactRank.Bare, CallStatus.Ready) with { Attempt = 2 });

        var echo = CallLifecycle.Apply(next, Signal(FactRank.Report, CallStatus.Busy) with { Transcript = "late" });

        Assert.Same(next, echo);
        Assert.Equal(CallStatus.Ready, echo.Status);
    }

    [Fact]
    public void A_late_in_progress_does_not_wake_a_call_that_ended()
    {
        var call = Apply(Signal(FactRank.Bare, CallStatus.Busy), Signal(FactRank.Bare, CallStatus.InProgress));

        Assert.Equal(CallStatus.Busy, call.Status);
    }

    private static CallState Apply(params CallSignal[] signals) => signals.Aggregate(new CallState(), CallLifecycle.Apply);

    private static CallSignal Signal(FactRank rank, CallStatus status) => new()
    {
        Source = SignalSource.Webhook, Rank = rank, Attempt = 1, At = Start, Status = status,
    };

    private static CallSignal Generate(Random random)
    {
        var ranks = new[] { FactRank.Guess, FactRank.Bare, FactRank.Record, FactRank.Report, FactRank.Person };
        T? Maybe<T>(Func<T> value)
            where T : struct => random.Next(3) == 0 ? value() : null;
        string? Text(string name) => random.Next(3) == 0 ? name + new string((char)('a' + random.Next(3)), random.Next(1, 4)) : null;
        DateTimeOffset Time() => Start.AddSeconds(random.Next(0, 6));
        return new CallSignal
        {
            Source = SignalSource.Webhook,
            Rank = ranks[random.Next(ranks.Length)],
            Attempt = random.Next(5) == 0 ? 2 : 1,
            At = Time(),
            Status = Maybe(() => Enum.GetValues<CallStatus>()[random.Next(Enum.GetValues<CallStatus>().Length)]),
            ProviderCallId = Text("id"),
            EndedReason = Text("reason"),
            ErrorCode = Text("code"),
            ErrorMessage = Text("error"),
            StartedAt = Maybe(Time),
            EndedAt = Maybe(Time),
            DurationSeconds = Maybe(() => random.Next(3)),
            CustomerSpoke = Maybe(() => random.Next(2) == 0),
            Outcome = Text("outcome"),
            Transcript = Text("transcript"),
            Summary = Text("summary"),
            Messages = Text("messages"),
            Analysis = Text("analysis"),
            StructuredOutputs = Text("outputs"),
            RecordingUrl = Text("url"),
            StereoRecordingUrl = Text("stereo"),
            ControlUrl = Text("control"),
            Cost = Maybe(() => (decimal)random.Next(3)),
            CostBreakdown = Text("costs"),
            IsReport = random.Next(4) == 0,
        };
    }

    internal static JsonElement Payload(string name) => JsonElement.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Providers", "Vapi", "Payloads", name + ".json")));
}
