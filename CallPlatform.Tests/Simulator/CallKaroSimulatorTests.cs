using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class CallKaroSimulatorTests : IAsyncLifetime
{
    private const string Agent = "65f0c1a2b3c4d5e6f7a8b901";
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync()
    {
        sim = await SimulatorHost.StartAsync(("CallKaro:ApiKey", "karo"));
        sim.Http.DefaultRequestHeaders.Add("X-API-KEY", "karo");
        await sim.SetAsync(new { callkaro = new { webhook_url = $"{sim.Sink.Url}/webhooks/callkaro/token", webhook_form = "envelope" } });
    }

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Theory]
    [InlineData("+919876540001", "User busy")]
    [InlineData("+919876540002", "Not Connected")]
    [InlineData("+919876540003", "Voicemail")]
    [InlineData("+919876540004", "Call failed: agent error")]
    [InlineData("+919876540014", "Converted")]
    [InlineData("+919876543210", "Connected")]
    public async Task The_envelope_tells_once_how_the_call_ended(string number, string reason)
    {
        var id = await PlaceAsync(number);

        var told = Assert.Single(await sim.WebhooksAsync(id, all => all.Count > 0));
        Assert.Equal("/webhooks/callkaro/token", told.Path);
        Assert.Equal("call_ended", told.Json.GetProperty("event").GetString());
        var data = told.Json.GetProperty("data");
        Assert.Equal(reason, data.GetProperty("hangup_reason").GetString());
        Assert.Equal(number, data.GetProperty("to").GetString());
        Assert.Equal("attempt-1", data.GetProperty("call_metadata").GetProperty("attempt_id").GetString());
    }

    [Fact]
    public async Task The_flat_form_tells_every_step_and_its_recording_can_be_fetched()
    {
        await sim.SetAsync(new { callkaro = new { webhook_form = "flat" } });
        var id = await PlaceAsync("+919876543210");

        var told = await sim.WebhooksAsync(id, all => all.Count == 3);
        Assert.Equal(["ringing", "in_progress", "completed"], told.Select(t => t.Json.GetProperty("status").GetString()));
        var audio = await sim.Http.GetByteArrayAsync(told[2].Json.GetProperty("recording_url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal("RIFF"u8, audio.AsSpan(0, 4));
        Assert.Contains("Asha", told[2].Json.GetProperty("transcript").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+919876543210", "65f0c1a2b3c4d5e6f7a8dead", 404)]
    [InlineData("+919876543210", "short", 404)]
    [InlineData("9876543210", Agent, 400)]
    [InlineData(null, Agent, 400)]
    [InlineData("+919876540005", Agent, 400)]
    [InlineData("+919876540006", Agent, 429)]
    [InlineData("+919876540007", Agent, 500)]
    public async Task What_cannot_be_dialled_is_refused_with_a_message(string? number, string agent, int status)
    {
        using var response = await PostAsync(number, agent);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await SimulatorHost.ReadAsync(response)).GetProperty("message").GetString()!);
        Assert.Equal(0, (await sim.GetAsync("/sim/calls?provider=callkaro")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_wrong_key_is_403()
    {
        sim.Http.DefaultRequestHeaders.Remove("X-API-KEY");
        sim.Http.DefaultRequestHeaders.Add("X-API-KEY", "stranger");

        using var response = await PostAsync("+919876543210", Agent);
        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public async Task Digits_0008_say_nothing_ever()
    {
        var silent = await PlaceAsync("+919876540008");
        await Until.TrueAsync(() => sim.GetAsync($"/sim/calls?id={silent}"), c => c.GetProperty("items")[0].GetProperty("status").GetString() == "ended");

        await sim.WebhooksAsync(await PlaceAsync("+919876540001"), all => all.Count > 0);
        Assert.DoesNotContain(sim.Sink.All, w => w.Text.Contains(silent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scheduled_call_waits_and_can_be_taken_back()
    {
        using var response = await sim.Http.PostAsJsonAsync(
            "/call/outbound",
            new { to_number = "+919876543210", agent_id = Agent, schedule_at = DateTime.UtcNow.AddHours(8).ToString("s") },
            TestContext.Current.CancellationToken);
        Assert.Equal("scheduled", (await SimulatorHost.ReadAsync(response)).GetProperty("status").GetString());

        using var deleted = await sim.Http.PostAsJsonAsync(
            $"/call/delete-schedule-call?agent_id={Agent}", new { to_number = "+919876543210" }, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await SimulatorHost.ReadAsync(deleted)).GetProperty("deleted").GetInt32());
    }

    private Task<HttpResponseMessage> PostAsync(string? number, string agent) => sim.Http.PostAsJsonAsync(
        "/call/outbound",
        new { to_number = number, agent_id = agent, metadata = new { name = "Asha", city = "Pune", budget = "80 lakh", attempt_id = "attempt-1" }, number_of_retries = 0 },
        TestContext.Current.CancellationToken);

    private async Task<string> PlaceAsync(string number)
    {
        using var response = await PostAsync(number, Agent);
        Assert.Equal(200, (int)response.StatusCode);
        return (await SimulatorHost.ReadAsync(response)).GetProperty("call_id").GetString()!;
    }
}
