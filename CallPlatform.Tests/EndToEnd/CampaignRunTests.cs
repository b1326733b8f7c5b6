using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

public class CampaignRunTests(TestDatabases databases)
{
    private const string Silent = "+14155560002";
    private const string OptsOut = "+14155560013";

    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_did_not_answer_is_called_again_when_a_person_says_so_and_the_campaign_s_story_tells_it()
    {
        await using var platform = await Platform.StartAsync(databases);
        await OpenAllDayAsync(platform);
        var campaign = await RunAsync(platform, "+14155554711", Silent, OptsOut);
        await EndsAsync(platform, campaign);
        Assert.Equal(1, await platform.RingsAsync(Silent));

        var refused = await platform.Client.PostAsJsonAsync($"/api/v1/campaigns/{campaign}/redial", new { outcomes = new[] { "completed" } }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var again = await PostAsync(platform, $"/api/v1/campaigns/{campaign}/redial", new { outcomes = new[] { "no-answer", "busy" } });
        Assert.Equal(1, again.GetProperty("accepted").GetInt32());
        Assert.Equal("running", again.GetProperty("campaign").GetProperty("status").GetString());

        await Eventually.SeesAsync(() => platform.RingsAsync(Silent), rings => rings == 2, "the phone rings again");
        await EndsAsync(platform, campaign);
        Assert.Equal(1, await platform.RingsAsync("+14155554711"));
        var events = (await platform.GetAsync($"/api/v1/campaigns/{campaign}/events")).GetProperty("data").GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("created", events[^1].GetProperty("kind").GetString());
        Assert.Contains(events, e => e.GetProperty("kind").GetString() == "redialled" && e.GetProperty("text").GetString() == "no-answer, busy: 1" && e.GetProperty("by").GetString() is not null);
    }

    [Fact]
    public async Task The_board_shows_calls_under_way_and_what_waits_and_the_hours_say_when_they_end()
    {
        await using var platform = await Platform.StartAsync(databases, settings: new Dictionary<string, string> { ["Simulator__Speed"] = "2" });
        await OpenAllDayAsync(platform, lines: 1);
        await RunAsync(platform, "+14155554711", "+14155554712", "+14155554713");

        var board = await Eventually.SeesAsync(
            () => platform.GetAsync("/api/v1/live/board"), b => b.GetProperty("calls").GetArrayLength() == 1, "one call is under way");

        Assert.Equal(1, board.GetProperty("active").GetInt32());
        Assert.Equal(1, board.GetProperty("max_concurrent_calls").GetInt32());
        Assert.Equal(2, board.GetProperty("waiting").GetInt64());
        Assert.Equal("Follow-up", board.GetProperty("calls")[0].GetProperty("about").GetString());
        Assert.StartsWith("Person ", board.GetProperty("calls")[0].GetProperty("person_name").GetString(), StringComparison.Ordinal);
        var counts = await platform.GetAsync("/api/v1/calls/counts");
        Assert.Equal(2, counts.GetProperty("ready").GetInt32());
        var hours = await platform.GetAsync("/api/v1/dialing/hours");
        Assert.True(hours.GetProperty("is_open").GetBoolean());
        Assert.Equal(JsonValueKind.Null, hours.GetProperty("until").ValueKind);
    }

    private static Task OpenAllDayAsync(Platform platform, int lines = 100) => PutAsync(platform, "/api/v1/calls/schedule-config", new
    {
        timezone = "UTC", windows = Weekdays.ToDictionary(d => d, _ => new[] { new { start = "00:00", end = "24:00" } }), max_attempts = 1, human_contact_hours = 0,
        max_concurrent_calls = lines,
    });

    private static async Task<Guid> RunAsync(Platform platform, params string[] phones)
    {
        var ids = new List<Guid>();
        foreach (var phone in phones)
        {
            ids.Add((await PostAsync(platform, "/api/contacts", new { name = $"Person {phone[^4..]}", phone })).GetProperty("id").GetGuid());
        }

        var campaign = (await PostAsync(platform, "/api/v1/campaigns", new { name = "Follow-up", people = new { contact_ids = ids } })).GetProperty("id").GetGuid();
        await PostAsync(platform, $"/api/v1/campaigns/{campaign}/start", new { });
        return campaign;
    }

    private static Task<JsonElement> EndsAsync(Platform platform, Guid campaign) => Eventually.SeesAsync(
        () => platform.GetAsync($"/api/v1/campaigns/{campaign}"), c => c.GetProperty("status").GetString() == "completed", "the campaign ends");

    private static async Task<JsonElement> PostAsync(Platform platform, string path, object body)
    {
        using var response = await platform.Client.PostAsJsonAsync(path, body, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Ct)}");
        return await Platform.JsonOf(response);
    }

    private static async Task PutAsync(Platform platform, string path, object body)
    {
        using var response = await platform.Client.PutAsJsonAsync(path, body, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Ct)}");
    }
}
