using System.Net;
using System.Text;
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
