using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class VapiWebhookDoorTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_200_is_in_the_inbox_once()
    {
        var body = """{"message":{"type":"status-update","status":"ringing","timestamp":1,"call":{"id":"call-of-nobody"}}}""";

        for (var i = 0; i < 3; i++)
        {
            using var response = await SendAsync(body, ApiHost.WebhookSecret);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("""{"ok": true}""", await response.Content.ReadAsStringAsync(Ct));
        }

        Assert.Equal(1L, await api.ExecuteAsync("select count(*) from webhook_inbox where subject = 'call-of-nobody'"));
    }

    [Theory]
    [InlineData("wrong", """{"message":{"type":"hang","call":{"id":"x"}}}""", HttpStatusCode.Unauthorized)]
    [InlineData(null, """{"message":{"type":"hang","call":{"id":"x"}}}""", HttpStatusCode.Unauthorized)]
    [InlineData(ApiHost.WebhookSecret, "no json", HttpStatusCode.BadRequest)]
    [InlineData(ApiHost.WebhookSecret, "{}", HttpStatusCode.BadRequest)]
    [InlineData(ApiHost.WebhookSecret, "", HttpStatusCode.BadRequest)]
    public async Task What_is_refused_is_not_kept(string? secret, string body, HttpStatusCode status)
    {
        using var response = await SendAsync(body, secret);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(0L, await api.ExecuteAsync("select count(*) from webhook_inbox where subject = 'x'"));
    }

    [Fact]
    public async Task A_body_over_two_megabytes_is_413()
    {
        using var response = await SendAsync($$$"""{"message":{"type":"hang","pad":"{{{new string('x', (2 << 20) + 10)}}}"}}""", ApiHost.WebhookSecret);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_tool_call_and_an_assistant_request_are_answered_at_once()
    {
        using var tools = await SendAsync(
            """{"message":{"type":"tool-calls","toolCallList":[{"id":"t1","type":"function","function":{"name":"book","arguments":"{}"}}]}}""", ApiHost.WebhookSecret);
        Assert.Contains("\"toolCallId\":\"t1\"", await tools.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var request = await SendAsync("""{"message":{"type":"assistant-request","call":{"id":"in"}}}""", ApiHost.WebhookSecret);
        Assert.Contains("error", await request.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_is_the_transcript_of_a_call_that_talks_in_its_own_order_once_and_gone_when_it_ends()
    {
        var (call, said) = (Guid.CreateVersion7(), Guid.NewGuid().ToString());
        await api.ExecuteAsync($"""
            insert into calls (id, organization_id, direction, call_type, provider, provider_call_id, to_number, status, counted_on, created_at, updated_at)
            values ('{call}', (select id from organizations order by created_at limit 1), 'outbound', 'direct', 'vapi', '{said}', '+14155550123', 'in-progress', current_date, now(), now())
            """);
        using var owner = await api.OwnerAsync();
        string Line(int second, string role, string kind, string text) =>
            $$$$"""{"message":{"type":"transcript","timestamp":{{{{1789311861000 + (second * 1000)}}}},"role":"{{{{role}}}}","transcriptType":"{{{{kind}}}}","transcript":"{{{{text}}}}","call":{"id":"{{{{said}}}}"}}}""";

        foreach (var line in new[] { Line(4, "user", "final", "Ten works."), Line(1, "assistant", "final", "Is ten good?"), Line(4, "user", "final", "Ten works."), Line(5, "user", "partial", "And") })
        {
            using var response = await SendAsync(line, ApiHost.WebhookSecret);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        var detail = await owner.GetFromJsonAsync<JsonElement>($"/api/calls/{call}", Ct);
        Assert.Equal("AI: Is ten good?\nUser: Ten works.", detail.GetProperty("transcript").GetString());
        var board = await owner.GetFromJsonAsync<JsonElement>("/api/v1/live/board", Ct);
        Assert.Equal("AI: Is ten good?\nUser: Ten works.", board.GetProperty("calls").EnumerateArray().Single(c => c.GetProperty("id").GetGuid() == call).GetProperty("last_words").GetString());

        await api.ExecuteAsync($"update calls set status = 'completed' where id = '{call}'");
        using var late = await SendAsync(Line(9, "user", "final", "Too late."), ApiHost.WebhookSecret);
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from live_lines where call_id = '{call}'"));
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from webhook_inbox where subject = '{said}'"));
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/calls/webhook/")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (secret is not null)
        {
            request.Headers.Add("x-vapi-secret", secret);
        }

        return await api.Anonymous.SendAsync(request, Ct);
    }
}
