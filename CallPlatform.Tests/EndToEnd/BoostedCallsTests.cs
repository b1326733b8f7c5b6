using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>BoostedCalls' routes beyond the happy path, with the Simulator as the provider.</summary>
public sealed class BoostedCallsTests(TestDatabases databases) : IAsyncLifetime
{
    private Platform platform = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => platform = await Platform.StartAsync(databases);

    public async ValueTask DisposeAsync() => await platform.DisposeAsync();

    [Fact]
    public async Task The_third_open_call_of_a_user_is_refused_until_one_is_cancelled()
    {
        await SlowDownAsync();
        var first = await PlacedAsync("+15550104001");
        await PlacedAsync("+15550104002");
        Assert.Equal(2, (await platform.GetAsync("/api/calls/pending-count/")).GetProperty("count").GetInt32());

        var (status, problem) = await platform.CallAsync("+15550104003");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("max_active_calls", problem.GetProperty("code").GetString());
        Assert.Equal(0, await platform.RingsAsync("+15550104003"));

        using var cancelled = await platform.Client.PostAsync($"/api/calls/{first}/cancel/", null, Ct);
        Assert.Equal("cancelled", (await Platform.JsonOf(cancelled)).GetProperty("status").GetString());
        using var again = await platform.Client.PostAsync($"/api/calls/{first}/cancel/", null, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal("call_not_cancellable", (await Platform.JsonOf(again)).GetProperty("code").GetString());

        // The line at the provider is ended too, and its report does not overrule the person.
        await Eventually.HoldsAsync(async () => await SimulatedStatusAsync("+15550104001") == "ended", "the provider's call ended");
        await PlacedAsync("+15550104004");
        Assert.Equal("cancelled", (await platform.GetAsync($"/api/calls/{first}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_call_carries_its_script_its_metadata_and_what_was_said()
    {
        using var script = await platform.Client.PostAsJsonAsync(
            "/api/scripts", new { name = "Survey", custom_prompt = "Be kind.", first_message = "Hello from the script", call_goals = new[] { "Rate us" } }, Ct);
        using var contact = await platform.Client.PostAsJsonAsync("/api/contacts", new { name = "Grace", phone = "+15550104100" }, Ct);
        var contactId = (await Platform.JsonOf(contact)).GetProperty("id").GetGuid();

        var (status, body) = await platform.CallAsync("+15550104101", new
        {
            contact_id = contactId,
            assistant_id = Platform.Assistant,
            phone_number_id = Platform.PhoneNumber,
            script_id = (await Platform.JsonOf(script)).GetProperty("id").GetGuid(),
            first_message = "Hello from the request",
            metadata = new { order = 7 },
        });
        Assert.Equal(HttpStatusCode.Created, status);
        var call = await platform.EndsAsAsync(body.GetProperty("id").GetGuid(), "completed");
        call = await Eventually.SeesAsync(
            () => platform.GetAsync($"/api/calls/{call.GetProperty("id").GetGuid()}"),
            c => c.GetProperty("summary").ValueKind == JsonValueKind.String && c.GetProperty("duration_seconds").GetInt32() > 5, "the report arrived");

        Assert.Equal(7, call.GetProperty("metadata").GetProperty("order").GetInt32());
        Assert.StartsWith("http", call.GetProperty("metadata").GetProperty("recordingUrl").GetString(), StringComparison.Ordinal);
        Assert.True(call.GetProperty("metadata").GetProperty("cost").GetDecimal() > 0);
        Assert.Contains("User:", call.GetProperty("transcript").GetString(), StringComparison.Ordinal);

        using var asked = await platform.Sim.GetAsync(new Uri("/sim/calls?to=%2B15550104100", UriKind.Relative), Ct);
        var overrides = (await Platform.JsonOf(asked)).GetProperty("items")[0].GetProperty("request").GetProperty("assistantOverrides");
        Assert.Equal("Hello from the request", overrides.GetProperty("firstMessage").GetString());
        Assert.Equal("Be kind.", overrides.GetProperty("variableValues").GetProperty("customPrompt").GetString());
        Assert.Equal("Rate us", overrides.GetProperty("variableValues").GetProperty("callGoals")[0].GetString());
        Assert.Equal(call.GetProperty("id").GetString(), overrides.GetProperty("metadata").GetProperty("internalCallId").GetString());

        using var recording = await platform.Client.GetAsync($"/api/v1/calls/{call.GetProperty("id").GetString()}/recording", Ct);
        Assert.Equal("RIFF"u8.ToArray(), (await recording.Content.ReadAsByteArrayAsync(Ct))[..4]);
        var events = (await platform.GetAsync($"/api/v1/calls/{call.GetProperty("id").GetString()}/events")).GetProperty("data").GetProperty("items");
        Assert.Contains(events.EnumerateArray(), e => e.GetProperty("kind").GetString() == "call.dialling");
    }

    [Fact]
    public async Task A_change_is_told_on_the_live_feed()
    {
        using var feed = await platform.Client.GetStreamAsync("/api/v1/live", Ct).ContinueWith(s => new StreamReader(s.Result), Ct);
        var id = await PlacedAsync("+15550104200");

        var seen = "";
        while (!seen.Contains("completed", StringComparison.Ordinal))
        {
            var line = await feed.ReadLineAsync(Ct);
            seen = line is not null && line.Contains(id.ToString(), StringComparison.Ordinal) ? line : seen;
        }

        Assert.Contains("call.changed", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_ours_or_the_providers_lies_in_the_inbox()
    {
        var id = await PlacedAsync("+15550104300");
        await platform.EndsAsAsync(id, "completed");

        Assert.Equal(0L, await platform.QueryAsync<long>($"""
            set app.organization = '*';
            select count(*) from webhook_inbox where convert_from(body, 'UTF8') like '%{Platform.WebhookSecret}%' or convert_from(body, 'UTF8') like '%/control"%'
            """));
        Assert.True(await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where state = 'processed'") > 0);
    }

    private async Task<Guid> PlacedAsync(string number)
    {
        var (status, body) = await platform.CallAsync(number);
        Assert.True(status == HttpStatusCode.Created, body.GetRawText());
        return body.GetProperty("id").GetGuid();
    }

    private async Task SlowDownAsync()
    {
        using var answer = await platform.Sim.PutAsJsonAsync("/sim/settings", new { speed = 1 }, Ct);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<string?> SimulatedStatusAsync(string number)
    {
        using var calls = await platform.Sim.GetAsync(new Uri($"/sim/calls?to={Uri.EscapeDataString(number)}", UriKind.Relative), Ct);
        return (await Platform.JsonOf(calls)).GetProperty("items")[0].GetProperty("status").GetString();
    }
}
