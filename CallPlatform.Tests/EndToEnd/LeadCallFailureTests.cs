using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>What happens to lead calls when a setting is wrong, a provider is away, or nobody answers.</summary>
public class LeadCallFailureTests(TestDatabases databases)
{
    [Fact]
    public async Task A_bad_key_names_the_setting_flags_the_agent_and_leaves_the_provider_alone()
    {
        await using var leads = await LeadCalls.StartAsync(databases, settings: new Dictionary<string, string> { ["CALLKARO_API_KEY"] = "bad-key", ["Simulator__CallKaro__ApiKey"] = "the right one" });
        var first = await leads.FormAsync("+919876541201");
        var failed = await leads.LogAsync(first, "failed");
        Assert.Equal("bad_key", failed.GetProperty("reason").GetString());
        Assert.Contains("CALLKARO_API_KEY", failed.GetProperty("error_message").GetString(), StringComparison.Ordinal);

        var others = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => leads.FormAsync($"+9198765413{i:00}")));
        foreach (var lead in others)
        {
            var skip = await leads.LogAsync(lead, "skipped");
            Assert.Equal("agents_flagged", skip.GetProperty("reason").GetString());
        }

        Assert.Equal(1, await leads.CountAsync("dial_attempts"));
        Assert.NotNull((await leads.Platform.GetAsync($"/ai-agents/{leads.AgentId}")).GetProperty("flagged_at").GetString());

        // Corrected: the flag goes, and everyone gets another turn.
        await leads.SimulateAsync(new { callkaro = new { api_key = "bad-key" } });
        await leads.PostAsync($"/ai-agents/{leads.AgentId}/clear-flag");
        await leads.PostAsync("/ai-call/process-unmapped");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where status = 'connected'") == 31, "all are called");
        Assert.Equal(1, await leads.Platform.RingsAsync("+919876541201"));
        await leads.RollUpsAgreeAsync();
    }

    [Fact]
    public async Task When_the_provider_cannot_be_reached_the_second_agent_takes_the_call_and_the_phone_rings_once()
    {
        await using var leads = await LeadCalls.StartAsync(databases, settings: new Dictionary<string, string> { ["CALLKARO_BASE_URL"] = "http://127.0.0.1:9" });
        await leads.AddAgentAsync("Second", Platform.Assistant, "vapi", Platform.PhoneNumber, weight: 0);

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => leads.FormAsync($"+9198765415{i + 20}")));

        foreach (var (lead, i) in ids.Select((lead, i) => (lead, i)))
        {
            var log = await leads.LogAsync(lead, "connected");
            Assert.Equal(("Second", "vapi", true), (log.GetProperty("agent").GetString(), log.GetProperty("provider").GetString(), log.GetProperty("took_over").GetBoolean()));
            Assert.Equal(1, await leads.Platform.RingsAsync($"+9198765415{i + 20}"));
        }

        await leads.RollUpsAgreeAsync();
    }
}
