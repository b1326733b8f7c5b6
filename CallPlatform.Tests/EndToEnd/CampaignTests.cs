using System.Net;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>A campaign that runs, stops itself, and goes on when somebody says why.</summary>
public class CampaignTests(TestDatabases databases)
{
    [Theory]
    [InlineData("0013", "opt_outs", """{"min_calls": 3, "max_opt_out_rate": 0.1}""")]
    [InlineData("4711", "cost", """{"min_calls": 3, "max_cost_per_answered": 0.0001}""")]
    [InlineData("0004", "failures", """{"min_calls": 3, "max_failure_rate": 0.2}""")]
    public async Task It_pauses_itself_names_the_calls_and_goes_on_for_a_reason(string digits, string breaker, string limits)
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.RulesAsync(perMinute: 5); // so that somebody still waits when the breaker looks
        var contacts = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            contacts.Add((await platform.PostAsync("/api/contacts", new { name = $"Person {i}", phone = $"+141555{i}{digits}" })).GetProperty("id").GetGuid());
        }

        var campaign = await platform.PostAsync("/api/v1/campaigns", new
        {
            name = "Spring", assistant_id = Platform.Assistant, phone_number_id = Platform.PhoneNumber, breakers = JsonElement.Parse(limits), people = new { contact_ids = contacts },
        });
        var path = $"/api/v1/campaigns/{campaign.GetProperty("id").GetGuid()}";
        await platform.PostAsync(path + "/start");

        var paused = await Eventually.SeesAsync(() => platform.GetAsync(path), c => c.Text("status") == "paused", "it pauses itself");
        Assert.Equal("breaker:" + breaker, paused.Text("paused_reason"));
        var named = paused.GetProperty("paused_detail").GetProperty("call_ids").EnumerateArray().ToList();
        Assert.InRange(named.Count, 3, 8);
        Assert.True((await platform.PostAsync(path + "/resume", status: HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("reason", out _));
        await Eventually.HoldsAsync(async () => (await platform.GetAsync(path + "/progress")).GetProperty("in_progress").GetInt32() == 0, "what was under way ends");
        var rung = await RungAsync(platform);
        Assert.InRange(rung, 3, 7);

        Assert.Equal("running", (await platform.PostAsync(path + "/resume", new { reason = "Looked at: fine." })).Text("status"));
        await Eventually.HoldsAsync(async () => (await platform.GetAsync("/api/v1/notices")).GetProperty("data").Items().Any(n => n.Text("kind") == "campaign_paused"), "staff are told");
        await platform.PostAsync(path + "/cancel");
        await Eventually.HoldsAsync(async () => (await platform.GetAsync(path + "/progress")).GetProperty("ready").GetInt32() == 0, "who waits is called off");
        if (breaker == "opt_outs")
        {
            Assert.Equal(
                await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where outcome = 'do_not_call'"),
                (await platform.Client.DataAsync("/api/v1/suppressions")).Total());
        }
    }

    [Fact]
    public async Task A_file_of_visits_is_rehearsed_with_its_mistakes_then_called_and_counted()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.RulesAsync();
        await platform.PostAsync("/api/v1/suppressions", new { phone = "+14155554723" });
        var path = "/api/v1/campaigns/" + (await platform.PostAsync("/api/v1/campaigns", new { name = "From a file", assistant_id = Platform.Assistant, phone_number_id = Platform.PhoneNumber }))
            .GetProperty("id").GetGuid();
        const string csv = "Name,Mobile,Car,Service Date\nAda,+14155554721,KA-1,2026-11-01\nBen,12,KA-2,2026-11-01\nCora,+14155554722,KA-3,someday\nAda,+1 415 555 4721,KA-1,2026-11-01\nDan,+14155554723,KA-4,2026-11-01\nEve,+14155554724,KA-5,2026-11-01\n";

        var dry = await UploadAsync(platform, csv, $"dry_run=true&campaign_id={path[^36..]}");
        Assert.Equal((true, 3, 1, 2), Counts(dry));
        Assert.Equal([3, 4], dry.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
        Assert.Equal(5, dry.GetProperty("duplicate_rows")[0].GetProperty("line").GetInt32());
        Assert.Equal(0, (await platform.Client.DataAsync("/api/v1/service-records")).Total());
        Assert.Equal((false, 3, 1, 2), Counts(await UploadAsync(platform, csv, $"campaign_id={path[^36..]}")));

        var rehearsed = await platform.PostAsync(path + "/rehearse");
        Assert.Equal(1, rehearsed.GetProperty("skipped").GetInt32());
        Assert.Equal("suppressed", rehearsed.GetProperty("skipped_by_reason").EnumerateObject().Single().Name);
        await platform.PostAsync(path + "/start");
        await Eventually.HoldsAsync(async () => (await platform.GetAsync(path)).Text("status") == "completed", "it ends by itself");
        var progress = await platform.GetAsync(path + "/progress");
        Assert.Equal((3, 2, 1), (progress.GetProperty("total").GetInt32(), progress.GetProperty("completed").GetInt32(), progress.GetProperty("cancelled").GetInt32()));
        Assert.Equal(0, await platform.RingsAsync("+14155554723"));
    }

    [Fact]
    public async Task A_spent_budget_is_told_at_80_and_100_percent_and_stops_the_robot()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.RulesAsync();
        var call = (await platform.CallAsync("+14155554731")).Body.GetProperty("id").GetGuid();
        await platform.EndsAsAsync(call, "completed");
        var spent = await Eventually.SeesAsync(
            () => platform.QueryAsync<decimal>("set app.organization = '*'; select coalesce(sum(cost), 0) from call_stats_daily"), cost => cost > 0, "the report names its cost");

        await platform.RulesAsync(budget: Math.Ceiling(spent * 110) / 100);
        await ToldAsync(platform, 80);
        await platform.RulesAsync(budget: Math.Floor(spent * 100) / 100);
        await ToldAsync(platform, 100);
        await platform.PostAsync("/api/v1/service-records", new { customer_name = "Ada", customer_phone = "+14155554732", appointment_date = DateTimeOffset.UtcNow.AddHours(-1) });
        await Eventually.HoldsAsync(
            async () => (await platform.GetAsync("/api/v1/calls/ready")).EnumerateArray().Any(c => c.Text("wait_reason") == "budget"), "the robot's call waits for the budget");
        Assert.Equal(0, await platform.RingsAsync("+14155554732"));

        await platform.RulesAsync(budget: 1000);
        await Eventually.HoldsAsync(async () => await platform.RingsAsync("+14155554732") == 1, "it goes once the budget is raised");
    }

    private static Task ToldAsync(Platform platform, int share) => Eventually.HoldsAsync(
        async () => (await platform.GetAsync("/api/v1/notices")).GetProperty("data").Items()
            .Any(n => n.Text("kind") == "budget" && n.GetProperty("data").GetProperty("share").GetInt32() == share),
        $"the owner is told of {share} %");

    private static (bool Dry, int Imported, int Duplicates, int Failed) Counts(JsonElement import) => (
        import.GetProperty("dry_run").GetBoolean(), import.GetProperty("imported").GetInt32(), import.GetProperty("duplicates").GetInt32(), import.GetProperty("failed").GetInt32());

    private static async Task<int> RungAsync(Platform platform)
    {
        using var response = await platform.Sim.GetAsync(new Uri("/sim/calls", UriKind.Relative), TestContext.Current.CancellationToken);
        return (await Platform.JsonOf(response)).GetProperty("total").GetInt32();
    }

    private static async Task<JsonElement> UploadAsync(Platform platform, string csv, string query)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "visits.csv" } };
        using var response = await platform.Client.PostAsync(new Uri("/api/v1/service-records/import?" + query, UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await Platform.JsonOf(response);
    }
}
