using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Xunit;

namespace CallPlatform.Tests.Simulator;

public sealed class MessageGatewayTests : IAsyncLifetime
{
    private const string Messages = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";
    private SimulatorHost sim = null!;

    public async ValueTask InitializeAsync()
    {
        sim = await SimulatorHost.StartAsync(("Messages:AuthToken", "token"));
        await sim.SetAsync(new { messages = new { inbound_url = $"{sim.Sink.Url}/inbound?form=1" } });
        sim.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("AC00000000000000000000000000000000:token"u8));
    }

    public async ValueTask DisposeAsync() => await sim.DisposeAsync();

    [Theory]
    [InlineData("+15551234567", "delivered", null)]
    [InlineData("whatsapp:+15551234567", "delivered", null)]
    [InlineData("+15550100001", "undelivered", "30003")]
    [InlineData("+15550100004", "failed", "30008")]
    public async Task A_message_is_sent_and_its_fate_told_by_signed_callbacks(string to, string fate, string? error)
    {
        var message = await SendAsync(to, 201);
        Assert.Equal("queued", message.GetProperty("status").GetString());

        var told = await sim.WebhooksAsync(message.GetProperty("sid").GetString()!, all => all.Count == 2);
        Assert.Equal(["sent", fate], told.Select(w => HttpUtility.ParseQueryString(w.Text)["MessageStatus"]));
        Assert.Equal(error, HttpUtility.ParseQueryString(told[1].Text)["ErrorCode"]);
        Assert.All(told, w => Assert.Equal(Signature($"{sim.Sink.Url}/status", w.Text), w.Headers["X-Twilio-Signature"]));
    }

    [Theory]
    [InlineData("12", 400, 21211)]
    [InlineData("+15550100005", 400, 21211)]
    [InlineData("+15550100006", 429, 20429)]
    [InlineData("+15550100007", 500, 20500)]
    public async Task What_cannot_be_sent_is_refused_with_a_code(string to, int status, int code) =>
        Assert.Equal(code, (await SendAsync(to, status)).GetProperty("code").GetInt32());

    [Fact]
    public async Task Who_answers_STOP_gets_nothing_more_until_START()
    {
        await SendAsync("+15550100013", 201);
        var stop = (await Until.TrueAsync(() => Task.FromResult(sim.Sink.All), all => all.Any(w => w.Path == "/inbound"))).Single(w => w.Path == "/inbound");
        Assert.Equal("STOP", HttpUtility.ParseQueryString(stop.Text)["Body"]);
        Assert.Equal(Signature($"{sim.Sink.Url}/inbound?form=1", stop.Text), stop.Headers["X-Twilio-Signature"]);
        Assert.Equal(21610, (await SendAsync("+15550100013", 400)).GetProperty("code").GetInt32());

        using var start = await sim.Http.PostAsJsonAsync("/sim/messages/inbound", new { from = "+15550100013", to = "+15550100180", body = "START" }, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)start.StatusCode);
        await SendAsync("+15550100013", 201);
    }

    private async Task<JsonElement> SendAsync(string to, int status)
    {
        using var response = await sim.Http.PostAsync(
            Messages,
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["To"] = to,
                ["From"] = "+15550100180",
                ["Body"] = "Hi Asha, we missed you. Reply STOP to end.",
                ["StatusCallback"] = $"{sim.Sink.Url}/status",
            }),
            TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        return await SimulatorHost.ReadAsync(response);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "So the provider signs.")]
    private static string Signature(string url, string form)
    {
        var fields = HttpUtility.ParseQueryString(form);
        var text = url + string.Concat(fields.AllKeys.Order(StringComparer.Ordinal).Select(k => k + fields[k]));
        return Convert.ToBase64String(HMACSHA1.HashData("token"u8, Encoding.UTF8.GetBytes(text)));
    }
}
