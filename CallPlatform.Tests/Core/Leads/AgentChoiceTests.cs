using CallPlatform.Contracts;
using CallPlatform.Core.Leads;
using Xunit;

namespace CallPlatform.Tests.Core.Leads;

public class AgentChoiceTests
{
    private static readonly AiAgent Three = Agent("three", 3);
    private static readonly AiAgent One = Agent("one", 1);

    [Fact]
    public void Leads_are_shared_by_the_weights()
    {
        var chosen = Enumerable.Range(0, 20_000).Select(_ => AgentChoice.Of(Guid.NewGuid(), [Three, One])!.Name).ToList();

        Assert.InRange(chosen.Count(n => n == "three") / 20_000.0, 0.73, 0.77);
    }

    [Fact]
    public void A_lead_keeps_its_agent_and_an_agent_that_leaves_moves_only_its_own_leads()
    {
        var other = Agent("other", 2);
        foreach (var lead in Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()))
        {
            var first = AgentChoice.Of(lead, [Three, One, other])!;
            Assert.Same(first, AgentChoice.Of(lead, [other, One, Three]));
            Assert.True(first == other || AgentChoice.Of(lead, [Three, One]) == first);
        }
    }

    [Fact]
    public void Weight_nought_is_never_chosen_at_first() => Assert.Null(AgentChoice.Of(Guid.NewGuid(), [Agent("spare", 0)]));

    // Reference values: R's binom.confint(x, n, methods = "wilson").
    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(81, 263, 0.2553, 0.3662)]
    public void The_interval_is_Wilsons(long count, long of, double low, double high)
    {
        var share = Wilson.Of(count, of);
        Assert.Equal(low, share.Low!.Value, 0.0002);
        Assert.Equal(high, share.High!.Value, 0.0002);
    }

    [Fact]
    public void Nothing_counted_has_no_rate() => Assert.Equal(new Share(0, 0, null, null, null), Wilson.Of(0, 0));

    [Fact]
    public void Agents_are_compared_in_plain_words()
    {
        Assert.Contains("nothing to compare", LeadAnalytics.Compare([Figures("A", 100, 50, 10)]), StringComparison.Ordinal);
        Assert.StartsWith("Not enough data: B has 12", LeadAnalytics.Compare([Figures("A", 100, 50, 10), Figures("B", 12, 6, 1)]), StringComparison.Ordinal);
        Assert.Contains("overlap", LeadAnalytics.Compare([Figures("A", 100, 50, 10), Figures("B", 100, 52, 11)]), StringComparison.Ordinal);
        Assert.StartsWith("A books more", LeadAnalytics.Compare([Figures("A", 1000, 500, 200), Figures("B", 1000, 500, 50)]), StringComparison.Ordinal);
    }

    private static AgentPerformance Figures(string name, long finished, long connected, long booked)
    {
        static ShareResponse Of(long count, long of)
        {
            var share = Wilson.Of(count, of);
            return new ShareResponse(count, of, share.Rate, share.Low, share.High);
        }

        return new AgentPerformance(
            Guid.NewGuid(), name, Guid.NewGuid(), 1, finished, Of(connected, finished), Of(booked, connected), Of(booked, connected), finished >= 30);
    }

    private static AiAgent Agent(string name, int weight) =>
        new() { Id = Guid.NewGuid(), Name = name, AgentId = name, Provider = "callkaro", Weight = weight };
}
