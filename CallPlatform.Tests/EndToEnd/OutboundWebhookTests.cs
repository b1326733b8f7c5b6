using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Simulator;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>What happened is told to whoever asked: signed, once more when it failed, and never into a private network.</summary>
public class OutboundWebhookTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_calls_end_is_told_signed_and_again_after_a_failure()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var platform = await StartAsync(sink);
        var (id, secret) = await CreateAsync(platform, sink.Url + "/hook", "call.ended", "call.updated");
        sink.FailuresLeft = 1;

        var (_, call) = await platform.CallAsync("+14155550100");
        await platform.EndsAsAsync(call.GetProperty("id").GetGuid(), "completed");

        var told = await Eventually.SeesAsync(() => Task.FromResult(sink.All.FirstOrDefault(r => TypeOf(r) == "call.ended")), r => r is not null, "the end is told");
        Assert.Equal(call.GetProperty("id").GetGuid(), told!.Json.GetProperty("data").GetProperty("id").GetGuid());
        Assert.Equal("completed", told.Json.GetProperty("data").GetProperty("status").GetString());
        Assert.DoesNotContain("+14155550100", told.Text, StringComparison.Ordinal);
        Assert.All(sink.All, r => Assert.Contains(Sign(r, secret), r.Headers["webhook-signature"].Split(' ')));

        // What was refused first came again under the same id.
        var refused = sink.All[0].Headers["webhook-id"];
        await Eventually.HoldsAsync(() => Task.FromResult(sink.All.Count(r => r.Headers["webhook-id"] == refused) == 2), "the refused one comes again");
        await Eventually.SeesAsync(() => MessagesAsync(platform, id, "?state=waiting"), m => m.Count == 0, "all are delivered");
        Assert.Contains(await MessagesAsync(platform, id), m => m.GetProperty("attempts").GetInt32() == 2 && m.GetProperty("response_status").GetInt32() == 200);
    }

    [Fact]
    public async Task A_test_event_arrives_a_rotated_secret_signs_beside_the_old_one_and_a_message_is_sent_again()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var platform = await StartAsync(sink);
        var (id, old) = await CreateAsync(platform, sink.Url, "lead.created");
        using var rotated = await platform.Client.PostAsync($"/api/v1/webhooks/endpoints/{id}/rotate-secret", null, Ct);
        var fresh = (await Platform.JsonOf(rotated)).GetProperty("secret").GetString()!;
        Assert.NotEqual(old, fresh);

        using var test = await platform.Client.PostAsync($"/api/v1/webhooks/endpoints/{id}/test", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, test.StatusCode);
        await Eventually.HoldsAsync(() => Task.FromResult(sink.All.Count == 1), "the test arrives");
        var signatures = sink.All[0].Headers["webhook-signature"].Split(' ');
        Assert.Equal([Sign(sink.All[0], fresh), Sign(sink.All[0], old)], signatures);

        var message = (await Eventually.SeesAsync(() => MessagesAsync(platform, id, "?state=delivered"), m => m.Count == 1, "it is in the log"))[0].GetProperty("id").GetGuid();
        using var resent = await platform.Client.PostAsync($"/api/v1/webhooks/endpoints/{id}/messages/{message}/resend", null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, resent.StatusCode);
        await Eventually.HoldsAsync(() => Task.FromResult(sink.All.Count == 2), "it comes again");
        Assert.Equal(sink.All[0].Headers["webhook-id"], sink.All[1].Headers["webhook-id"]);
    }

    [Fact]
    public async Task A_lead_is_told_and_an_endpoint_that_is_off_hears_nothing()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var platform = await StartAsync(sink);
        await CreateAsync(platform, sink.Url + "/on", "lead.created");
        var (off, _) = await CreateAsync(platform, sink.Url + "/off", "lead.created");
        using var put = await platform.Client.PutAsJsonAsync(
            $"/api/v1/webhooks/endpoints/{off}", new { url = sink.Url + "/off", event_types = new[] { "lead.created" }, is_active = false }, Ct);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        using var lead = await platform.Client.PostAsJsonAsync("/api/v1/leads", new { full_name = "Asha Rao", phone_number = "+919876541700" }, Ct);
        Assert.True(lead.IsSuccessStatusCode);

        await Eventually.HoldsAsync(() => Task.FromResult(sink.All.Any(r => r.Path == "/on" && TypeOf(r) == "lead.created")), "the lead is told");
        Assert.DoesNotContain(sink.All, r => r.Path == "/off");
        Assert.DoesNotContain(sink.All, r => r.Text.Contains("Asha", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Private_addresses_unknown_events_other_roles_and_other_organisations_are_refused()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false);
        foreach (var url in new[] { "http://127.0.0.1:1/x", "https://10.0.0.1/", "https://[::1]/", "https://2130706433/", "https://169.254.169.254/latest", "ftp://example.com/", "nonsense" })
        {
            await RefusedAsync(platform, new { url, event_types = new[] { "call.ended" } }, "url");
        }

        await RefusedAsync(platform, new { url = "https://93.184.216.34/", event_types = new[] { "call.sung" } }, "event_types");
        await RefusedAsync(platform, new { url = "https://93.184.216.34/", event_types = Array.Empty<string>() }, "event_types");

        var (id, _) = await CreateAsync(platform, "https://93.184.216.34/", "call.ended");
        await platform.SetAsync($"""
            insert into organizations (id, name, created_at) values ('{Guid.Empty}', 'Another', now());
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            select gen_random_uuid(), '{Guid.Empty}', 'stranger@example.com', 'S', password_hash, 'owner', gen_random_uuid(), now() from users limit 1
            """);
        var owner = platform.Client.DefaultRequestHeaders.Authorization;
        platform.Client.DefaultRequestHeaders.Authorization = new("Bearer", await platform.SignInAsync("stranger@example.com"));
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.DeleteAsync($"/api/v1/webhooks/endpoints/{id}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.PostAsync($"/api/v1/webhooks/endpoints/{id}/test", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.PostAsync($"/api/v1/webhooks/endpoints/{id}/rotate-secret", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.GetAsync($"/api/v1/webhooks/endpoints/{id}/messages", Ct)).StatusCode);
        await platform.SetAsync("update users set role = 'manager' where username = 'owner@example.com'");
        platform.Client.DefaultRequestHeaders.Authorization = owner;
        await Eventually.HoldsAsync(async () => (await platform.Client.GetAsync("/api/v1/webhooks/endpoints", Ct)).StatusCode == HttpStatusCode.Forbidden, "a manager is refused");
    }

    private static async Task RefusedAsync(Platform platform, object body, string field)
    {
        using var response = await platform.Client.PostAsJsonAsync("/api/v1/webhooks/endpoints", body, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await Platform.JsonOf(response)).GetProperty("errors").TryGetProperty(field, out _), await response.Content.ReadAsStringAsync(Ct));
    }

    private Task<Platform> StartAsync(WebhookSink sink) =>
        Platform.StartAsync(databases, settings: new Dictionary<string, string> { ["Webhooks__TrustedUrls"] = sink.Url });

    private static async Task<(Guid Id, string Secret)> CreateAsync(Platform platform, string url, params string[] events)
    {
        using var made = await platform.Client.PostAsJsonAsync("/api/v1/webhooks/endpoints", new { url, event_types = events }, Ct);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        var body = await Platform.JsonOf(made);
        return (body.GetProperty("endpoint").GetProperty("id").GetGuid(), body.GetProperty("secret").GetString()!);
    }

    private static async Task<List<JsonElement>> MessagesAsync(Platform platform, Guid endpoint, string query = "") =>
        [.. (await platform.GetAsync($"/api/v1/webhooks/endpoints/{endpoint}/messages{query}")).GetProperty("data").GetProperty("items").EnumerateArray()];

    private static string TypeOf(Received received) => received.Json.GetProperty("type").GetString()!;

    // As a receiver's library checks it: standardwebhooks.com.
    private static string Sign(Received received, string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]),
        Encoding.UTF8.GetBytes($"{received.Headers["webhook-id"]}.{received.Headers["webhook-timestamp"]}.{received.Text}")));
}
