using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class CallRailSimulatorTests : IAsyncLifetime
{
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync()
    {
        sim = await SimulatorHost.StartAsync(("CallRail:ApiKey", "rail"), ("CallRail:SigningKey", "sign"));
        await sim.SetAsync(new { callrail = new { webhook_base_url = sim.Sink.Url } });
        sim.Http.DefaultRequestHeaders.Remove("Authorization");
        sim.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Token token=\"rail\"");
    }

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "So the provider signs.")]
    [Fact]
    public async Task An_answered_call_is_told_in_three_signed_steps_with_its_recording()
    {
        var id = await RingAsync(new { caller_number = "+15551234567", tracking_number = "+15550100199" });

        var told = await sim.WebhooksAsync(id, all => all.Count == 3);
        Assert.Equal(["/api/v1/callrail/call.incoming", "/api/v1/callrail/call.answered", "/api/v1/callrail/call.completed"], told.Select(w => w.Path));
        Assert.All(told, w => Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData("sign"u8, w.Body)), w.Headers["Signature"]));
        Assert.False(told[0].Json.GetProperty("answered").GetBoolean());
        var completed = told[2].Json;
        Assert.True(completed.GetProperty("duration").GetInt32() > 30);
        var audio = await sim.Http.GetByteArrayAsync(completed.GetProperty("recording_url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal("RIFF"u8, audio.AsSpan(0, 4));
    }

    [Fact]
    public async Task CallRails_own_form_carries_attribution_and_a_duration_as_text()
    {
        var id = await RingAsync(new { caller_number = "+15551234567", tracking_number = "+15550100199", form = "callrail", campaign = "Autumn", gclid = "g-1", duration = 77 });

        var completed = (await sim.WebhooksAsync(id, all => all.Count == 3))[2].Json;
        Assert.Equal(id, completed.GetProperty("resource_id").GetString());
        Assert.Equal("77", completed.GetProperty("duration").GetString());
        Assert.Equal("Autumn", completed.GetProperty("campaign").GetString());
        Assert.Equal("g-1", completed.GetProperty("gclid").GetString());
    }

    [Fact]
    public async Task Digits_0002_are_missed_and_0004_get_their_recording_late()
    {
        var missed = await RingAsync(new { caller_number = "+15550100002", tracking_number = "+15550100199" });
        var told = await sim.WebhooksAsync(missed, all => all.Count == 2);
        Assert.Equal("/api/v1/callrail/call.missed", told[1].Path);
        Assert.Equal(0, told[1].Json.GetProperty("duration").GetInt32());

        var late = await RingAsync(new { caller_number = "+15550100004", tracking_number = "+15550100199" });
        told = await sim.WebhooksAsync(late, all => all.Count == 4);
        Assert.Equal(JsonValueKind.Null, told[2].Json.GetProperty("recording_url").ValueKind);
        Assert.Equal("/api/v1/callrail/call.modified", told[3].Path);
        Assert.NotEmpty(told[3].Json.GetProperty("recording_url").GetString()!);
    }

    [Fact]
    public async Task Events_can_be_chosen_and_a_silent_call_is_found_by_the_sweep()
    {
        var alone = await RingAsync(new { caller_number = "+15551234567", tracking_number = "+15550100199", events = new[] { "completed" } });
        Assert.Single(await sim.WebhooksAsync(alone, all => all.Count > 0));

        var silent = await RingAsync(new { caller_number = "+15550100008", tracking_number = "+15550100199", start_time = DateTimeOffset.UtcNow.AddDays(-3) });
        var page = await Until.TrueAsync(
            () => sim.GetAsync("/v3/a/ACC1/calls.json?relative_pagination=true&per_page=1"),
            p => p.GetProperty("has_next_page").GetBoolean());
        Assert.Equal(alone, page.GetProperty("calls")[0].GetProperty("id").GetString());
        var next = await sim.GetAsync(page.GetProperty("next_page").GetString()!);
        Assert.Equal(silent, next.GetProperty("calls")[0].GetProperty("id").GetString());
        Assert.False(next.GetProperty("has_next_page").GetBoolean());

        var recording = await sim.GetAsync($"/v3/a/ACC1/calls/{silent}/recording.json");
        using var audio = await sim.Http.GetAsync(recording.GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal("audio/wav", audio.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain(sim.Sink.All, w => w.Text.Contains(silent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_key_or_an_order_without_numbers_is_refused()
    {
        sim.Http.DefaultRequestHeaders.Remove("Authorization");
        using var stranger = await sim.Http.GetAsync("/v3/a/ACC1/calls.json", TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)stranger.StatusCode);
        using var empty = await sim.Http.PostAsJsonAsync("/sim/callrail/call", new { caller_number = "+15551234567" }, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)empty.StatusCode);
    }

    private async Task<string> RingAsync(object order)
    {
        using var response = await sim.Http.PostAsJsonAsync("/sim/callrail/call", order, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)response.StatusCode);
        return (await SimulatorHost.ReadAsync(response)).GetProperty("call_id").GetString()!;
    }
}
