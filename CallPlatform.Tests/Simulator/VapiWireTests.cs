using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class VapiWireTests : IAsyncLifetime
{
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync() => sim = await SimulatorHost.StartAsync(("Vapi:RequireUuids", "true"));

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Theory]
    [InlineData("""{"server":{"url":"https://x.test"}}""", "property server should not exist")]
    [InlineData("""{"metadata":{}}""", "property metadata should not exist")]
    [InlineData("""{"customer":{"number":"+15551234567","phone":"1"}}""", "customer.property phone should not exist")]
    [InlineData("""{"customer":{"number":"5551234567"}}""", "customer.number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).")]
    [InlineData("""{"customer":{"number":"+15551234567","externalId":"12345678901234567890123456789012345678901"}}""", "customer.externalId must be shorter than or equal to 40 characters")]
    [InlineData("""{"assistantOverrides":{"serverUrl":"https://x.test"}}""", "assistantOverrides.property serverUrl should not exist")]
    [InlineData("""{"assistantOverrides":{"endCallAfterSpokenEnabled":true}}""", "assistantOverrides.property endCallAfterSpokenEnabled should not exist")]
    [InlineData("""{"assistantOverrides":{"maxDurationSeconds":5}}""", "assistantOverrides.maxDurationSeconds must not be less than 10")]
    [InlineData("""{"assistantOverrides":{"server":{"url":"https://x.test","secret":"s"}}}""", "assistantOverrides.server.property secret should not exist")]
    [InlineData("""{"name":"12345678901234567890123456789012345678901"}""", "name must be shorter than or equal to 40 characters")]
    [InlineData("""{"assistantId":"my-assistant"}""", "assistantId must be a UUID")]
    [InlineData("""{"schedulePlan":{"latestAt":"2030-01-01T00:00:00Z"}}""", "schedulePlan.earliestAt must be a valid ISO 8601 date string")]
    public async Task What_Vapi_does_not_know_is_refused_by_name(string change, string expected)
    {
        var (status, body) = await PostAsync(change);

        Assert.Equal(400, status);
        Assert.Equal([expected], body.GetProperty("message").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("Bad Request", body.GetProperty("error").GetString());
        Assert.Equal(400, body.GetProperty("statusCode").GetInt32());
    }

    [Theory]
    [InlineData("""{"phoneNumberId":null}""", "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`.")]
    [InlineData("""{"assistantId":null}""", "Couldn't Get Assistant.")]
    [InlineData("""{"assistantId":"8f2d7c14-51b3-4d0b-9a66-2c4e1f7adead"}""", "Couldn't Find Assistant.")]
    public async Task What_is_missing_is_refused_with_one_sentence(string change, string expected)
    {
        var (status, body) = await PostAsync(change);

        Assert.Equal(400, status);
        Assert.StartsWith(expected, body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_name_or_with_a_bad_key_is_turned_away()
    {
        sim.Http.DefaultRequestHeaders.UserAgent.Clear();
        using var nameless = await sim.PostCallAsync("+15551234567");
        Assert.Equal(403, (int)nameless.StatusCode);
        Assert.Equal("error code: 1010", await nameless.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        sim.Http.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
        sim.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bad");
        using var stranger = await sim.PostCallAsync("+15551234567");
        Assert.Equal(401, (int)stranger.StatusCode);
    }

    [Fact]
    public async Task Without_a_choice_of_messages_speech_and_conversation_are_told_too()
    {
        var id = await sim.DialAsync("+15551234567", new { firstMessage = "Hello {{who}}!", variableValues = new { who = "world" } });

        var told = await sim.WebhooksAsync(id, all => all.Any(w => w.Type == "end-of-call-report"));
        Assert.Equal(["status-update", "speech-update", "conversation-update", "end-of-call-report"], told.Select(w => w.Type).Distinct());
        var last = told.Last(w => w.Type == "conversation-update").Message.GetProperty("messages");
        Assert.Equal("Hello world!", last[1].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_call_brings_its_own_server_headers_and_retries()
    {
        sim.Sink.FailuresLeft = 2;
        var id = await sim.DialAsync("+15550100001", new
        {
            serverMessages = new[] { "end-of-call-report" },
            server = new
            {
                url = $"{sim.Sink.Url}/own",
                headers = new Dictionary<string, string> { ["Authorization"] = "Bearer own" },
                backoffPlan = new { type = "fixed", maxRetries = 3, baseDelaySeconds = 0.02 },
            },
        });

        var told = await sim.WebhooksAsync(id, all => all.Count == 3);
        Assert.All(told, w => Assert.Equal(("/own", "Bearer own"), (w.Path, w.Headers["Authorization"])));
        var deliveries = await Until.TrueAsync(() => sim.GetAsync($"/sim/webhooks?call_id={id}"), d => d.GetProperty("items").GetArrayLength() == 3);
        Assert.Equal([200, 503, 503], deliveries.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task The_hmac_plan_signs_the_bytes_that_are_sent()
    {
        await sim.SetAsync(new { vapi = new { hmac = new { secret_key = "key", signature_prefix = "sha256=" } } });
        var id = await sim.DialAsync("+15550100001");

        var told = (await sim.WebhooksAsync(id, all => all.Count > 0))[0];
        var expected = HMACSHA256.HashData("key"u8, Encoding.UTF8.GetBytes($"{told.Headers["x-timestamp"]}.{told.Text}"));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(expected), told.Headers["x-signature"]);
    }

    [Fact]
    public async Task Recordings_are_private_and_the_redirect_leads_to_sound_in_ranges()
    {
        var ct = TestContext.Current.CancellationToken;
        var call = await sim.EndedAsync(await sim.DialAsync("+15551234567"));

        var artifact = call.GetProperty("artifact");
        using var plain = await sim.Http.GetAsync(artifact.GetProperty("recordingUrl").GetString(), ct);
        Assert.Equal(403, (int)plain.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, artifact.GetProperty("presignedStereoUrl").GetString());
        request.Headers.Range = new RangeHeaderValue(0, 43);
        using var range = await sim.Http.SendAsync(request, ct);
        Assert.Equal(206, (int)range.StatusCode);

        using var whole = await sim.Http.GetAsync($"/call/{call.GetProperty("id").GetString()}/mono-recording", ct);
        var wav = await whole.Content.ReadAsByteArrayAsync(ct);
        Assert.Equal("audio/wav", whole.Content.Headers.ContentType?.MediaType);
        Assert.Equal(wav.Length - 44, BitConverter.ToInt32(wav, 40));
        Assert.True(wav.AsSpan(44).ContainsAnyExcept((byte)128));
    }

    [Fact]
    public async Task The_list_is_filtered_and_pages_by_creation()
    {
        for (var i = 0; i < 5; i++)
        {
            await sim.DialAsync($"+1555123400{i}");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var seen = new List<string>();
        for (var before = ""; ;)
        {
            var page = await sim.GetAsync($"/call?limit=2{before}");
            if (page.GetArrayLength() == 0)
            {
                break;
            }
            seen.AddRange(page.EnumerateArray().Select(c => c.GetProperty("customer").GetProperty("number").GetString()!));
            before = "&createdAtLt=" + page[page.GetArrayLength() - 1].GetProperty("createdAt").GetString();
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"+1555123400{4 - i}"), seen);

        using var unknown = await sim.Http.GetAsync("/call?status=ended", TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_the_monitor_URLs_can_listen_and_hang_up()
    {
        var ct = TestContext.Current.CancellationToken;
        await sim.SetAsync(new { speed = 20 });
        var id = await sim.DialAsync("+15551234567");
        var monitor = (await Until.TrueAsync(() => sim.CallAsync(id), c => c.GetProperty("status").GetString() == "in-progress")).GetProperty("monitor");

        using var listener = new ClientWebSocket();
        await listener.ConnectAsync(new Uri(monitor.GetProperty("listenUrl").GetString()!), ct);
        var frame = new byte[8192];
        Assert.Equal(WebSocketMessageType.Text, (await listener.ReceiveAsync(frame.AsMemory(), ct)).MessageType);
        Assert.Equal(WebSocketMessageType.Binary, (await listener.ReceiveAsync(frame.AsMemory(), ct)).MessageType);

        using var anyone = new HttpClient();
        using var hangUp = await anyone.PostAsJsonAsync(monitor.GetProperty("controlUrl").GetString(), new { type = "end-call" }, ct);
        Assert.Equal(200, (int)hangUp.StatusCode);
        var call = await sim.EndedAsync(id);
        Assert.Equal("manually-canceled", call.GetProperty("endedReason").GetString());
        await sim.WebhooksAsync(id, all => all.Any(w => w.Type == "end-of-call-report"));

        using var again = await anyone.PostAsJsonAsync(monitor.GetProperty("controlUrl").GetString(), new { type = "end-call" }, ct);
        Assert.Equal(404, (int)again.StatusCode);
    }

    [Fact]
    public async Task A_scheduled_call_waits_for_its_time_and_deleting_it_cancels_it()
    {
        var (status, call) = await PostAsync(JsonSerializer.Serialize(new { schedulePlan = new { earliestAt = DateTimeOffset.UtcNow.AddHours(1) } }));
        Assert.Equal((201, "scheduled"), (status, call.GetProperty("status").GetString()));

        using var deleted = await sim.Http.DeleteAsync($"/call/{call.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);
        Assert.Equal("scheduled-call-deleted", (await SimulatorHost.ReadAsync(deleted)).GetProperty("endedReason").GetString());
        var seen = (await sim.GetAsync("/sim/calls")).GetProperty("items")[0];
        Assert.False(seen.TryGetProperty("rang_at", out _));
        Assert.True(seen.GetProperty("deleted").GetBoolean());
    }

    private async Task<(int Status, JsonElement Body)> PostAsync(string change)
    {
        var body = JsonSerializer.SerializeToNode(new
        {
            assistantId = SimulatorHost.Assistant,
            phoneNumberId = SimulatorHost.PhoneNumber,
            customer = new { number = "+15551234567" },
        })!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }
        using var response = await sim.Http.PostAsJsonAsync("/call", body, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await SimulatorHost.ReadAsync(response));
    }
}
