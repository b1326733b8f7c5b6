using CallPlatform.Core.Dialing;
using Xunit;
using static CallPlatform.Tests.Core.Dialing.Schedules;

namespace CallPlatform.Tests.Core.Dialing;

public class DialPolicyTests
{
    private static readonly DateTimeOffset Now = Utc("2027-06-07T10:00:00");
    private static readonly DialCandidate Fresh = new(0, 3, Now, false);
    private static readonly DialFacts Free = new() { Schedule = Daily("09:00", "18:00"), Zones = [Zone("UTC")] };

    [Fact]
    public void A_due_call_within_the_rules_goes() => Assert.Equal(DialDecision.Allow, DialPolicy.Decide(Fresh, Free, Now));

    public static TheoryData<string, string, DialCandidate, DialFacts, string?> Refusals => new()
    {
        { "never", DialReason.Cancelled, Fresh with { CancelRequested = true }, Free, null },
        { "never", DialReason.Suppressed, Fresh, Free with { Suppression = new(null) }, null },
        { "wait", DialReason.Suppressed, Fresh, Free with { Suppression = new(Now.AddDays(3)) }, "2027-06-10T10:00:00" },
        { "never", DialReason.AttemptsUsed, Fresh with { Attempts = 3 }, Free, null },
        { "never", DialReason.CampaignOver, Fresh, Free with { Campaign = CampaignStanding.Over }, null },
        { "wait", DialReason.NotDueYet, Fresh with { DueAt = Now.AddMinutes(5) }, Free, "2027-06-07T10:05:00" },
        { "wait", DialReason.CampaignPaused, Fresh, Free with { Campaign = CampaignStanding.Paused }, "2027-06-07T11:00:00" },
        { "wait", DialReason.RecentContact, Fresh, Free with { HumanContactAt = Now.AddHours(-1) }, "2027-06-08T09:00:00" },
        { "never", DialReason.RecentContact, Fresh, Free with { HumanContactAt = Now.AddHours(-1), Schedule = Daily("09:00", "18:00", c => c.HumanContactAction = "cancel") }, null },
        { "wait", DialReason.BrokenSchedule, Fresh, Free with { Schedule = null }, "2027-06-07T11:00:00" },
        { "wait", DialReason.Disabled, Fresh, Free with { Schedule = Daily("09:00", "18:00", c => c.Enabled = false) }, "2027-06-07T11:00:00" },
        { "wait", DialReason.UnknownTimeZone, Fresh, Free with { Zones = null }, "2027-06-07T11:00:00" },
        { "wait", DialReason.OutsideWindow, Fresh, Free with { Zones = [Zone("America/New_York")] }, "2027-06-07T13:00:00" },
        { "wait", DialReason.Holiday, Fresh, Free with { Schedule = Daily("09:00", "18:00", c => c.Holidays = ["2027-06-07"]) }, "2027-06-08T09:00:00" },
        { "wait", DialReason.Budget, Fresh, Free with { Budget = 10, Spent = 10, BudgetRenewsAt = Utc("2027-07-01T00:00:00") }, "2027-07-01T00:00:00" },
        { "wait", DialReason.ProviderDown, Fresh, Free with { ProviderDownUntil = Now.AddSeconds(9) }, "2027-06-07T10:00:09" },
        { "wait", DialReason.Concurrency, Fresh, Free with { ActiveCalls = 5, MaxConcurrent = 5 }, "2027-06-07T10:00:05" },
        { "wait", DialReason.Rate, Fresh, Free with { DialsInLastMinute = 60, PerMinute = 60, RateFreeAt = Now.AddSeconds(12) }, "2027-06-07T10:00:12" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void What_stands_in_the_way_is_said_with_its_time(string verdict, string reason, DialCandidate call, DialFacts facts, string? until)
    {
        var decision = DialPolicy.Decide(call, facts, Now);

        Assert.Equal((verdict, reason), (decision.Verdict.ToString().ToLowerInvariant(), decision.Reason));
        Assert.Equal(until is null ? null : Utc(until), decision.Until);
    }

    [Fact]
    public void A_person_s_own_call_is_not_held_by_hours_or_talks_but_by_opt_outs_and_lines()
    {
        var mine = Fresh with { PlacedByPerson = true };
        var night = Free with { Zones = [Zone("America/New_York")], HumanContactAt = Now, Schedule = null };

        Assert.Equal(DialVerdict.Allow, DialPolicy.Decide(mine, night, Now).Verdict);
        Assert.Equal(DialReason.Suppressed, DialPolicy.Decide(mine, night with { Suppression = new(null) }, Now).Reason);
        Assert.Equal(DialReason.Concurrency, DialPolicy.Decide(mine, night with { MaxConcurrent = 0 }, Now).Reason);
    }

    [Fact]
    public void A_wait_that_is_over_is_no_wait_and_none_ends_before_now()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            DateTimeOffset? Some() => random.Next(3) == 0 ? null : Now.AddMinutes(random.Next(-3000, 3000));
            var facts = new DialFacts(Some())
            {
                Schedule = random.Next(20) == 0 ? null : Daily("09:00", "18:00"),
                Zones = random.Next(20) == 0 ? null : [Zone(random.Next(2) == 0 ? "Asia/Kolkata" : "America/New_York")],
                Suppression = random.Next(5) == 0 ? new SuppressionFact(Some()) : null,
                HumanContactAt = Some(),
                ActiveCalls = random.Next(4),
                MaxConcurrent = 3,
                Budget = random.Next(2) == 0 ? 5 : null,
                Spent = random.Next(10),
                Campaign = (CampaignStanding)random.Next(3),
            };
            var call = new DialCandidate(random.Next(3), 3, Some(), false);

            var decision = DialPolicy.Decide(call, facts, Now);

            Assert.Equal(decision, DialPolicy.Decide(call, facts, Now));
            Assert.True(decision.Verdict != DialVerdict.Wait || decision.Until > Now, $"{decision}");
            if (decision.Verdict == DialVerdict.Allow)
            {
                Assert.True(facts.Schedule is not null && facts.Zones is not null && CallingWindow.IsOpen(facts.Schedule, facts.Zones[0], Now));
                Assert.True(facts.ActiveCalls < 3 && facts.Campaign != CampaignStanding.Paused && !(facts.Budget <= facts.Spent));
            }
        }
    }
}
