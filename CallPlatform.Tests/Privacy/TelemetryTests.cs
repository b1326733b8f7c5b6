using System.Net;
using System.Net.Http.Json;
using System.Text;
using CallPlatform.Tests.EndToEnd;
using CallPlatform.Tests.Simulator;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Privacy;

/// <summary>Real flows, with everything that the services tell of themselves collected: no log, trace or metric holds a person or a secret.</summary>
public class TelemetryTests(TestDatabases databases)
{
    private const string Name = "Quirina Zweigstein";
    private const string Email = "quirina@zweigstein.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_number_name_word_or_secret_is_in_a_log_trace_or_metric()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var lead = await LeadCalls.StartAsync(databases, settings: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000", ["Logging__LogLevel__Default"] = "Information", ["StaleCalls__SyncAfterSeconds"] = "1",
        });
        var platform = lead.Platform;
        var (_, call) = await platform.CallAsync("+15550103311", null);
        var refused = await platform.CallAsync("+15550100005");
        Assert.Equal(HttpStatusCode.BadGateway, refused.Status);
        await platform.CallAsync("+15550100011");
        var person = await lead.FormAsync("+15550103377", Name);
        await platform.TrackAsync("+15550100199");
        Assert.Equal(HttpStatusCode.OK, await platform.RailAsync("completed", new
        {
            call_id = "CALQ", caller_number = "+15550103388", tracking_number = "+15550100199", customer_name = Name, duration = 30, answered = true,
            timestamp = DateTimeOffset.UtcNow, recording_url = "https://app.callrail.example/q.mp3?callee=0014",
        }));
        await platform.PostAsync("/api/contacts", new { name = Name, phone = "+15550103399", email = Email });
        await platform.PostAsync("/api/v1/suppressions", new { phone = "+15550103399", note = Name });
        await platform.SendAsync(HttpMethod.Delete, "/api/v1/suppressions/%2B15550103399");
        await platform.GetAsync("/api/v1/contact-cards?search=%2B15550103399");
        await platform.GetAsync("/api/v1/contact-cards?search=Zweigstein");
        using (var wrong = await platform.Client.PostAsJsonAsync("/api/contacts", new { name = Name, phone = "+1555010339x" }, Ct))
        using (var password = await platform.Client.PostAsJsonAsync("/api/token", new { username = Email, password = "Zweigstein's wrong password" }, Ct))
        {
            Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (wrong.StatusCode, password.StatusCode));
        }

        var ended = await platform.EndsAsAsync(call.GetProperty("id").GetGuid(), "completed");
        await lead.LogAsync(person, log => log.GetProperty("status").GetString() == "connected", "the lead's call is connected");
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from call_analyses") > 0, "the inbound call is analysed");
        var telling = new StringBuilder();
        await Eventually.HoldsAsync(
            () => Task.FromResult(((string[])["/v1/traces", "/v1/logs", "/v1/metrics"]).All(path => sink.All.Count(r => r.Path == path) > 3)), "traces, logs and metrics were sent");
        foreach (var told in sink.All)
        {
            telling.Append(Encoding.Latin1.GetString(told.Body));
        }

        var everything = telling.Append(platform.Api.Output).ToString();
        Assert.Contains("/api/contacts", everything, StringComparison.Ordinal); // it would be seen if it were there
        var words = ended.GetProperty("transcript").GetString()!.Split('\n', ' ').Where(w => w.Length > 0).Take(6);
        string[] secrets =
        [
            "5550103311", "5550100005", "5550100011", "5550103377", "5550103388", "555010339", "Quirina", "Zweigstein", "zweigstein", string.Join(' ', words),
            Platform.WebhookSecret, Platform.KaroToken, lead.FormPath.Split('/')[^1], "a gateway token", TestDatabases.OwnerPassword, platform.Client.DefaultRequestHeaders.Authorization!.Parameter!,
        ];
        Assert.Equal([], secrets.Where(s => everything.Contains(s, StringComparison.Ordinal))
            .Select(s => $"{s}: …{Around(everything, everything.IndexOf(s, StringComparison.Ordinal))}…"));
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)];
}
