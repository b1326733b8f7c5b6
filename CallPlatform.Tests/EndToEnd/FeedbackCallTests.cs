using System.Globalization;
using System.Net;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>From a customer's visit to the feedback on it, and what people do with the call in between.</summary>
public class FeedbackCallTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_visit_becomes_a_call_that_waits_for_its_window_and_brings_the_feedback_that_nobody_wrote()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.RulesAsync(open: false);
        await RecordAsync(platform, "Ada Lane", "+14155554711", "Oil change");
        var ready = (await ListAsync(platform, "ready", 1)).Single();
        var id = ready.GetProperty("id").GetGuid();
        await Eventually.HoldsAsync(async () => (await ListAsync(platform, "ready", 1))[0].Text("wait_reason") == "outside_window", "it says what it waits for");
        Assert.Equal("outside_window", (await platform.GetAsync($"/api/v1/calls/{id}/decisions")).GetProperty("data").Items()[^1].Text("reason"));
        Assert.Equal("outside_window", (await platform.PostAsync($"/api/v1/calls/{id}/initiate", status: HttpStatusCode.Conflict)).Text("code"));

        // What a person writes before the report comes is not overwritten by it.
        await platform.PutAsync($"/api/v1/calls/{id}", new { nps_score = 3, tags = new[] { "vip" } });
        Assert.True((await platform.PutAsync($"/api/v1/calls/{id}", new { nps_score = 11 }, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("nps_score", out _));
        Assert.Equal(1, (await platform.PostAsync("/api/v1/calls/bulk/initiate", new { ids = new[] { id, Guid.NewGuid() } })).GetProperty("accepted").GetInt32());
        await platform.RulesAsync();

        var done = (await ListAsync(platform, "completed", 1)).Single();
        await Eventually.HoldsAsync(async () => (await platform.GetAsync($"/api/v1/calls/{id}")).GetProperty("rating").ValueKind == JsonValueKind.Number, "the report's rating is there");
        var call = await platform.GetAsync($"/api/v1/calls/{id}");
        Assert.Equal(id, done.GetProperty("id").GetGuid());
        Assert.Equal((3, "vip"), (call.GetProperty("nps_score").GetInt32(), call.GetProperty("tags")[0].GetString()));
        Assert.False(string.IsNullOrWhiteSpace(call.Text("feedback_summary")));
        Assert.Equal(1, await platform.RingsAsync("+14155554711"));
        var record = (await platform.Client.DataAsync("/api/v1/service-records")).Items().Single();
        Assert.Equal(("Completed", call.GetProperty("rating").GetInt32()), (record.Text("status"), record.GetProperty("rating").GetInt32()));

        await platform.SendAsync(HttpMethod.Delete, $"/api/v1/calls/{id}");
        Assert.Empty(await ListAsync(platform, "completed", 0));
        await platform.SendAsync(HttpMethod.Get, $"/api/v1/calls/{id}", status: HttpStatusCode.NotFound);
        Assert.Equal(1L, await platform.QueryAsync<long>($"set app.organization = '*'; select count(*) from audit_log where action = 'call.deleted' and subject_id = '{id}'"));
    }

    [Fact]
    public async Task A_missed_call_is_listed_by_every_filter_and_made_again_when_a_person_asks()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.RulesAsync();
        await RecordAsync(platform, "Ben Busy", "+14155550001", "Tyres");
        await RecordAsync(platform, "Nora None", "+14155550002", "Oil change");
        await RecordAsync(platform, "Cora Called", "+14155554712", "Oil change");
        var missed = await ListAsync(platform, "missed", 2);
        await ListAsync(platform, "completed", 1);

        Assert.Equal("Ben Busy", (await ListAsync(platform, "missed", 1, "&search=ben")).Single().Text("customer_name"));
        Assert.Equal("Nora None", (await ListAsync(platform, "missed", 1, "&service_type=Oil%20change")).Single().Text("customer_name"));
        Assert.Equal(2, (await ListAsync(platform, "missed", 2, $"&date_from={DateTime.UtcNow.AddDays(-1):yyyy-MM-dd}&service_advisor=Sam")).Count);
        Assert.Empty(await ListAsync(platform, "missed", 0, $"&date_to={DateTime.UtcNow.AddDays(-2):yyyy-MM-dd}"));
        await PagesAsync(platform, missed);

        var busy = missed.Single(m => m.Text("missed_reason") == "busy").GetProperty("id").GetGuid();
        await platform.PostAsync($"/api/v1/calls/{busy}/initiate");
        await Eventually.HoldsAsync(async () => await platform.RingsAsync("+14155550001") == 2, "it rings again");
        await ListAsync(platform, "missed", 2);
        var all = await platform.PostAsync("/api/v1/calls/bulk/initiate", new { filter = new { status = "missed", service_type = "Oil change" } });
        Assert.Equal(1, all.GetProperty("accepted").GetInt32());
        await Eventually.HoldsAsync(async () => await platform.RingsAsync("+14155550002") == 2, "those of the filter ring again");
    }

    private static async Task PagesAsync(Platform platform, List<JsonElement> all)
    {
        using var first = await platform.Client.GetAsync(new Uri("/api/v1/calls/missed?limit=1", UriKind.Relative), Ct);
        Assert.Equal("2", first.Headers.GetValues("X-Total-Count").Single());
        var link = first.Headers.GetValues("Link").Single();
        using var second = await platform.Client.GetAsync(new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)], UriKind.Relative), Ct);
        var ids = new[] { await Platform.JsonOf(first), await Platform.JsonOf(second) }.Select(page => page.EnumerateArray().Single().GetProperty("id").GetGuid());
        Assert.Equal(all.Select(m => m.GetProperty("id").GetGuid()).Order(), ids.Order());
    }

    private static Task RecordAsync(Platform platform, string name, string phone, string type) => platform.PostAsync("/api/v1/service-records", new
    {
        customer_name = name, customer_phone = phone, vehicle_info = "KA-01", service_advisor_name = "Sam Advisor", service_type = type,
        appointment_date = DateTimeOffset.UtcNow.AddHours(-1).ToString("O", CultureInfo.InvariantCulture),
    });

    private static Task<List<JsonElement>> ListAsync(Platform platform, string tab, int count, string filter = "") => Eventually.SeesAsync(
        async () => (await platform.GetAsync($"/api/v1/calls/{tab}?limit=50{filter}")).EnumerateArray().ToList(), list => list.Count == count, $"{count} calls are {tab} {filter}");
}
