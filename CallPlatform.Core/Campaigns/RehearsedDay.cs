using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Dialing;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// The simulated clock: takes who is due first, asks <see cref="DialPolicy"/>, and moves to the next moment at which the answer can
/// change. Who answers is drawn from a fixed seed, so the same question has the same answer. Pure.
/// </summary>
public sealed class RehearsedDay(DialFacts facts, CallHistory history, DateTimeOffset start)
{
    private const int MostNames = 100;
    private const int RingSeconds = 20;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(60);

    private readonly Random random = new(20270101);
    private readonly PriorityQueue<int, (long Due, int Order)> waiting = new();
    private readonly PriorityQueue<int, long> lines = new();
    private readonly Queue<DateTimeOffset> lastMinute = new();
    private readonly Dictionary<string, (int Count, List<string> Names)> skipped = [];
    private DateTimeOffset now;
    private DateTimeOffset? firstDial;
    private DateTimeOffset lastEnd;
    private decimal spent;
    private DateTimeOffset? renews;
    private long attempts;
    private long answers;

    public RehearsalResponse Play(IReadOnlyList<RehearsedPerson> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        (now, lastEnd, spent, renews) = (start, start, facts.Spent, facts.BudgetRenewsAt);
        var tries = new int[people.Count];
        var called = new bool[people.Count];
        for (var i = 0; i < people.Count; i++)
        {
            tries[i] = people[i].Attempts;
            waiting.Enqueue(i, ((people[i].DueAt ?? start).UtcTicks, i));
        }

        var late = 0;
        while (waiting.TryDequeue(out var who, out var place))
        {
            var due = new DateTimeOffset(place.Due, TimeSpan.Zero);
            now = due > now ? due : now;
            if (now - start > Horizon)
            {
                late++;
                Skip("beyond_horizon", people[who], !called[who]);
                continue;
            }

            Turn(people[who], who, tries, called);
        }

        var hours = Math.Max((lastEnd - (firstDial ?? start)).TotalHours, 1.0 / 60);
        var wouldBeCalled = called.Count(c => c);
        return new RehearsalResponse(
            people.Count, wouldBeCalled, people.Count - wouldBeCalled,
            skipped.ToDictionary(s => s.Key, s => new SkippedPeople(s.Value.Count, s.Value.Names)), attempts, answers,
            firstDial, firstDial is null || late > 0 ? null : lastEnd, firstDial is null ? 0 : Math.Round(attempts / hours, 1),
            Math.Round(answers * history.CostLow, 2), Math.Round(answers * history.CostHigh, 2),
            Math.Round(history.AnswerRate, 4), Math.Round(history.TalkSeconds, 1), history.FromHistory);
    }

    private void Turn(RehearsedPerson person, int who, int[] tries, bool[] called)
    {
        var candidate = new DialCandidate(tries[who], Math.Max(person.MaxAttempts, tries[who] + (called[who] ? 1 : 0)), null, false);
        while (true)
        {
            Pass();
            var decision = DialPolicy.Decide(candidate, FactsFor(person), now);
            switch (decision)
            {
                case { Verdict: DialVerdict.Allow }:
                    Dial(who, tries, called);
                    return;
                case { Reason: DialReason.Concurrency } when lines.TryPeek(out _, out var free):
                    now = new DateTimeOffset(free, TimeSpan.Zero);
                    continue;
                case { Reason: DialReason.Rate } when lastMinute.TryPeek(out var oldest):
                    now = oldest.AddSeconds(60);
                    continue;

                // What no time mends by itself.
                case { Verdict: DialVerdict.Never } or { Reason: DialReason.Disabled or DialReason.BrokenSchedule or DialReason.UnknownTimeZone or DialReason.Concurrency or DialReason.Rate }:
                    Skip(decision.Reason!, person, !called[who]);
                    return;
                default:
                    waiting.Enqueue(who, (decision.Until!.Value.UtcTicks, who));
                    return;
            }
        }
    }

    private DialFacts FactsFor(RehearsedPerson person) => facts with
    {
        Zones = person.Zones, Suppression = person.Suppression, HumanContactAt = person.HumanContactAt, ActiveCalls = lines.Count,
        DialsInLastMinute = lastMinute.Count, Spent = spent, BudgetRenewsAt = renews,
    };

    private void Pass()
    {
        while (lines.TryPeek(out _, out var end) && end <= now.UtcTicks)
        {
            lines.Dequeue();
        }

        while (lastMinute.TryPeek(out var oldest) && oldest <= now.AddSeconds(-60))
        {
            lastMinute.Dequeue();
        }

        if (renews is { } month && now >= month)
        {
            (spent, renews) = (0, month.AddMonths(1));
        }
    }

    private void Dial(int who, int[] tries, bool[] called)
    {
        firstDial ??= now;
        called[who] = true;
        tries[who]++;
        attempts++;
        var answered = random.NextDouble() < history.AnswerRate;
        var end = now.AddSeconds(RingSeconds + (answered ? history.TalkSeconds : 10));
        lines.Enqueue(who, end.UtcTicks);
        lastMinute.Enqueue(now);
        lastEnd = end > lastEnd ? end : lastEnd;
        if (answered)
        {
            answers++;
            spent += (history.CostLow + history.CostHigh) / 2;
        }
        else if (facts.Schedule?.RetryAfter(CallStatus.NoAnswer, tries[who]) is { } wait)
        {
            waiting.Enqueue(who, ((end + wait).UtcTicks, who));
        }
    }

    private void Skip(string reason, RehearsedPerson person, bool neverCalled)
    {
        if (!neverCalled)
        {
            return;
        }

        var (count, names) = skipped.GetValueOrDefault(reason, (0, []));
        if (names.Count < MostNames)
        {
            names.Add(person.Name);
        }

        skipped[reason] = (count + 1, names);
    }
}
