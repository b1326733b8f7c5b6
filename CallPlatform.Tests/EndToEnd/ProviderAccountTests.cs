using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Which accounts there are, whether they answer, and that a recording's listeners are known.</summary>
public class ProviderAccountTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_account_is_listed_without_its_key_and_answers_its_test()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false);
        var listed = (await platform.GetAsync("/api/v1/providers")).GetProperty("data");
        Assert.Equal(5, listed.GetProperty("total").GetInt32());
        Assert.DoesNotContain("sim-key", listed.GetRawText(), StringComparison.Ordinal);
        foreach (var account in listed.GetProperty("items").EnumerateArray())
        {
            Assert.True(account.GetProperty("is_configured").GetBoolean());
            var result = await TestAsync(platform, account.GetProperty("name").GetString()!);
            Assert.True(result.GetProperty("ok").GetBoolean(), result.GetRawText());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await platform.Client.PostAsync("/api/v1/providers/nobody/test", null, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_missing_key_and_a_silent_provider_say_what_to_do()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false, settings: new Dictionary<string, string>
        {
            ["CALLKARO_API_KEY"] = "", ["VAPI_BASE_URL"] = "http://127.0.0.1:9",
        });
        var missing = await TestAsync(platform, "callkaro");
        Assert.Equal((false, "config"), (missing.GetProperty("ok").GetBoolean(), missing.GetProperty("code").GetString()));
        Assert.Contains("CALLKARO_API_KEY", missing.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("no_answer", (await TestAsync(platform, "vapi")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Listening_to_a_recording_is_in_the_audit_log_once_however_it_is_fetched()
    {
        await using var platform = await Platform.StartAsync(databases);
        var (_, call) = await platform.CallAsync("+14155550100");
        var id = call.GetProperty("id").GetGuid();
        await platform.EndsAsAsync(id, "completed");
        await Eventually.SeesAsync(
            () => platform.Client.GetAsync($"/api/v1/calls/{id}/recording", Ct), r => r.StatusCode == HttpStatusCode.OK, "there is a recording");
        using var piece = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/calls/{id}/recording");
        piece.Headers.Range = new(100, 200);
        using var part = await platform.Client.SendAsync(piece, Ct);
        Assert.True(part.IsSuccessStatusCode);

        var entries = (await platform.GetAsync($"/api/v1/audit-log?action=calls.recording_read&subject_id={id}")).GetProperty("data");
        Assert.Equal(1, entries.GetProperty("total").GetInt32());
    }

    private static async Task<JsonElement> TestAsync(Platform platform, string name)
    {
        using var response = await platform.Client.PostAsync($"/api/v1/providers/{name}/test", null, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await Platform.JsonOf(response);
    }
}
