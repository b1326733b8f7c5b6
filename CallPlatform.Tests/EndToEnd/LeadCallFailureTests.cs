using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>What happens to lead calls when a setting is wrong, a provider is away, or nobody answers.</summary>
public class LeadCallFailureTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
    public async Task An_agent_that_the_provider_does_not_know_is_named_and_its_waiting_calls_go_once_it_is_corrected()
    {
        await using var leads = await LeadCalls.StartAsync(databases, agent: "65f0c1a2b3c4d5e6f7a8dead");
        var lead = await leads.FormAsync("+919876541401");
        var failed = await leads.LogAsync(lead, "failed");
        Assert.Equal("unknown_agent", failed.GetProperty("reason").GetString());
        Assert.Contains("agent_id", failed.GetProperty("error_message").GetString(), StringComparison.Ordinal);

        using var corrected = await leads.Platform.Client.PutAsync(
            new Uri($"/ai-agents/{leads.AgentId}", UriKind.Relative),
            System.Net.Http.Json.JsonContent.Create(new { name = "First", agent_id = LeadCalls.Agent, project_id = leads.Project }), Ct);
        Assert.True(corrected.IsSuccessStatusCode);
        await leads.PostAsync($"/ai-call/trigger/{lead}");
        await leads.LogAsync(lead, "connected");
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

    [Fact]
    public async Task An_unknown_outcome_is_never_dialled_again_and_no_second_agent_takes_it()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        await leads.AddAgentAsync("Second", Platform.Assistant, "vapi", Platform.PhoneNumber, weight: 0);
        var lead = await leads.FormAsync("+919876540007");

        var log = await leads.LogAsync(lead, "failed");

        Assert.Equal("dial_outcome_unknown", log.GetProperty("reason").GetString());
        Assert.Equal(("First", false), (log.GetProperty("agent").GetString(), log.GetProperty("took_over").GetBoolean()));
        Assert.Equal(0, await leads.Platform.RingsAsync("+919876540007"));
    }

    [Fact]
    public async Task Who_was_not_reached_gets_one_message_and_STOP_ends_it()
    {
        await using var leads = await LeadCalls.StartAsync(
            databases, project: new { name = "Gaur Yamuna", message_channel = "sms", message_template = "Hi {{first_name}}, we tried to call you about {{project}}." });
        var missed = await leads.FormAsync("+919876540002");
        var busy = await leads.FormAsync("+918876540001");

        var message = await MessageAsync(leads, missed, "sent");
        Assert.Equal("Hi Asha, we tried to call you about Gaur Yamuna.", message.GetProperty("body").GetString());
        await MessageAsync(leads, busy, "undelivered");
        Assert.Equal(1, await leads.CountAsync($"messages where lead_id = '{missed}'"));

        await WriteAsync(leads, "+919876540002", "STOP");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("suppressions where phone = '+919876540002' and source = 'message'") == 1, "the number is on the list");
        await WriteAsync(leads, "+919876540002", "START");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("suppressions where phone = '+919876540002'") == 0, "the number is off the list");
    }

    private static async Task WriteAsync(LeadCalls leads, string from, string body)
    {
        using var response = await leads.Platform.Sim.PostAsync(
            new Uri("/sim/messages/inbound", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { from, to = "+15550100180", body }), Ct);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static async Task<System.Text.Json.JsonElement> MessageAsync(LeadCalls leads, Guid lead, string status)
    {
        var list = await Eventually.SeesAsync(
            () => leads.Platform.GetAsync($"/messages?lead={lead}"),
            l => l.GetProperty("items").EnumerateArray().Any(m => m.GetProperty("status").GetString() == status),
            $"the message is {status}");
        return list.GetProperty("items").EnumerateArray().First(m => m.GetProperty("status").GetString() == status);
    }
}
