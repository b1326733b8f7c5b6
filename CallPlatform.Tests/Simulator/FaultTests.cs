using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class FaultTests : IAsyncLifetime
{
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync() => sim = await SimulatorHost.StartAsync();

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Fact]
    public async Task Dropped_webhooks_are_recorded_but_not_sent()
    {
        await FaultsAsync(new { webhooks = new { drop = 1 } });
        var id = await sim.DialAsync("+15550100001");

        await Until.TrueAsync(() => sim.GetAsync($"/sim/webhooks?call_id={id}"), d => d.GetProperty("items").EnumerateArray().Any(i => i.GetProperty("type").GetString() == "end-of-call-report"));
        Assert.Empty(sim.Sink.All);
    }

    [Fact]
    public async Task Webhooks_come_many_times_over_when_duplicated()
    {
        await FaultsAsync(new { webhooks = new { duplicate = 1, duplicate_times = 4 } });
        var id = await sim.DialAsync("+15550100001");

        await sim.WebhooksAsync(id, all => all.Count(w => w.Type == "end-of-call-report") == 5);
    }

    [Fact]
    public async Task Garbage_cut_bodies_and_wrong_types_arrive_as_such()
    {
        await FaultsAsync(new { webhooks = new { truncate = 1, wrong_content_type = 1 } });
        await sim.DialAsync("+15550100001");

        var told = await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Count > 0);
        Assert.Equal("text/plain", told[0].Headers["Content-Type"]);
        Assert.ThrowsAny<JsonException>(() => told[0].Json);
    }

    [Fact]
    public async Task Forged_webhooks_carry_a_wrong_secret()
    {
        await FaultsAsync(new { webhooks = new { wrong_signature = 1 } });
        await sim.DialAsync("+15550100001");

        var told = await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Count > 0);
        Assert.NotEqual("hush", told[0].Headers["x-vapi-secret"]);
    }

    [Fact]
    public async Task The_report_can_come_before_the_end_with_a_reason_from_the_future()
    {
        await FaultsAsync(new { report_before_ended = true, ended_reason = "customer-transcended", extra_message_type = "telepathy-update" });
        var id = await sim.DialAsync("+15551234567");

        var told = await sim.WebhooksAsync(id, all => all.Any(w => w.Status == "ended"));
        Assert.Equal("ended", told[^1].Status);
        Assert.Equal("end-of-call-report", told[^2].Type);
        Assert.Equal("customer-transcended", told[^1].Message.GetProperty("endedReason").GetString());
        Assert.Contains(told, w => w.Type == "telepathy-update");
    }

    [Fact]
    public async Task A_storm_of_429_or_500_makes_no_call_and_a_500_after_acting_makes_one()
    {
        await FaultsAsync(new { answers = new { status429 = 1 } });
        using var storm = await sim.PostCallAsync("+15551234567");
        Assert.Equal(429, (int)storm.StatusCode);
        Assert.Equal(0, await sim.TimesDialledAsync("+15551234567"));

        await FaultsAsync(new { answers = new { status429 = 0, status500_after_acting = 1 } });
        using var liar = await sim.PostCallAsync("+15551234567");
        Assert.Equal(500, (int)liar.StatusCode);
        Assert.Equal(1, await sim.TimesDialledAsync("+15551234567"));
    }

    [Fact]
    public async Task Answers_can_be_truncated_and_look_ups_fail_apart_from_dials()
    {
        await FaultsAsync(new { answers = new { truncate = 1 }, lookups = new { status500 = 1 } });
        using var dial = await sim.PostCallAsync("+15551234567");
        Assert.Equal(201, (int)dial.StatusCode);
        await Assert.ThrowsAnyAsync<JsonException>(() => SimulatorHost.ReadAsync(dial));
        using var list = await sim.Http.GetAsync("/call", TestContext.Current.CancellationToken);
        Assert.Equal(500, (int)list.StatusCode);
    }

    [Fact]
    public async Task The_limit_has_three_faces()
    {
        await sim.SetAsync(new { speed = 1 });
        await FaultsAsync(new { concurrency_mode = "refuse", concurrency_limit = 1 });
        await sim.DialAsync("+15551234567");
        using var refused = await sim.PostCallAsync("+15551234568");
        Assert.Equal("Over Concurrency Limit", (await SimulatorHost.ReadAsync(refused)).GetProperty("message").GetString());

        await FaultsAsync(new { concurrency_mode = "flag" });
        using var flagged = await sim.PostCallAsync("+15551234569");
        Assert.True((await SimulatorHost.ReadAsync(flagged)).GetProperty("subscriptionLimits").GetProperty("concurrencyBlocked").GetBoolean());

        await FaultsAsync(new { concurrency_mode = "end" });
        var ended = await sim.EndedAsync(await sim.DialAsync("+15551234570"));
        Assert.Equal("call.start.error-subscription-concurrency-limit-reached", ended.GetProperty("endedReason").GetString());
    }

    [Fact]
    public async Task Flagged_calls_wait_for_a_slot_and_all_get_their_turn()
    {
        await FaultsAsync(new { concurrency_mode = "flag", concurrency_limit = 1 });
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await sim.DialAsync($"+1555123456{i}"));
        }

        foreach (var id in ids)
        {
            await sim.EndedAsync(id);
        }
        var calls = (await sim.GetAsync("/sim/calls")).GetProperty("items").EnumerateArray().OrderBy(c => c.GetProperty("rang_at").GetDateTimeOffset()).ToList();
        Assert.All(calls.Zip(calls.Skip(1)), pair => Assert.True(pair.First.GetProperty("ended_at").GetDateTimeOffset() <= pair.Second.GetProperty("rang_at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_call_can_be_told_again_and_calls_nobody_placed_can_be_told_of()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = await sim.DialAsync("+15550100001");
        await sim.EndedAsync(id);
        await sim.WebhooksAsync(id, all => all.Count == 4);
        using var replay = await sim.Http.PostAsJsonAsync("/sim/vapi/replay", new { call_id = id, times = 25 }, ct);
        Assert.Equal(202, (int)replay.StatusCode);
        await sim.WebhooksAsync(id, all => all.Count == 4 + (25 * 4));

        using var unknown = await sim.Http.PostAsJsonAsync("/sim/vapi/unknown", new { count = 3 }, ct);
        await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Count(w => w.Type == "end-of-call-report" && !w.Text.Contains(id, StringComparison.Ordinal)) == 3);
        Assert.Equal(1, (await sim.GetAsync("/sim/calls")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Questions_are_asked_and_the_answer_is_shown()
    {
        using var asked = await sim.Http.PostAsJsonAsync("/sim/vapi/ask", new { type = "assistant-request", from = "+15557654321" }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (await SimulatorHost.ReadAsync(asked)).GetProperty("status").GetInt32());

        var message = Assert.Single(sim.Sink.All).Message;
        Assert.Equal("inboundPhoneCall", message.GetProperty("call").GetProperty("type").GetString());
        Assert.Equal("+15557654321", message.GetProperty("customer").GetProperty("number").GetString());
    }

    [Fact]
    public async Task A_wrong_setting_is_named_and_changes_nothing()
    {
        using var response = await sim.Http.PutAsync("/sim/settings", new StringContent("""{"sped": 3}"""), TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("sped", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(400, (await sim.GetAsync("/sim/settings")).GetProperty("speed").GetInt32());
    }

    [Fact]
    public async Task Reset_forgets_calls_and_faults_but_keeps_the_target()
    {
        await FaultsAsync(new { webhooks = new { drop = 1 } });
        await sim.DialAsync("+15551234567");
        using var reset = await sim.Http.PostAsync("/sim/reset", null, TestContext.Current.CancellationToken);
        Assert.Equal(0, await sim.TimesDialledAsync("+15551234567"));

        var id = await sim.DialAsync("+15550100001");
        await sim.WebhooksAsync(id, all => all.Any(w => w.Type == "end-of-call-report"));
        var calls = (await sim.GetAsync("/sim/stats")).GetProperty("calls");
        Assert.Equal(1, calls.GetProperty("calls_accepted").GetInt32());
        Assert.Equal(0, calls.GetProperty("calls_active").GetInt32());
    }

    private Task FaultsAsync(object faults) => sim.SetAsync(new { faults = new { vapi = faults } });
}
