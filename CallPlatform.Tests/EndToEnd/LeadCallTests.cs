using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>From a public form to a ringing phone, and what staff read of it.</summary>
public class LeadCallTests(TestDatabases databases)
{
    private static readonly (string Digits, string Status)[] Rows =
    [
        ("0001", "no_answer"), ("0002", "no_answer"), ("0003", "no_answer"), ("0004", "failed"), ("0005", "failed"), ("0006", "connected"),
        ("0009", "connected"), ("0010", "connected"), ("0012", "connected"), ("0014", "connected"), ("4711", "connected"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_is_called_by_the_right_agent_and_every_row_of_the_table_ends_as_it_says()
    {
        await using var leads = await LeadCalls.StartAsync(databases);

        await Task.WhenAll(Rows.Select(async row =>
        {
            var number = $"+9198765{row.Digits}0"[..9] + row.Digits;
            var lead = await leads.FormAsync(number);
            var log = await leads.LogAsync(lead, row.Status);
            Assert.Equal(("First", "exact", "automatic"), (log.GetProperty("agent").GetString(), log.GetProperty("mapping_rule").GetString(), log.GetProperty("trigger").GetString()));
            Assert.Equal(row.Digits == "0005" ? 0 : 1, await leads.Platform.RingsAsync(number));

            // Whoever was talked to may be known better by now: CallKaro's report brings its own analysis, in one of its two forms.
            var now = await leads.LeadStatusAsync(lead);
            Assert.True(row.Digits == "0005" ? now == "new" : row.Status == "connected" ? now != "new" : now == "contacted", $"The lead of {row.Digits} is {now}.");
        }));

        await leads.RollUpsAgreeAsync();
        var analytics = await leads.Platform.GetAsync("/ai-call/analytics");
        Assert.Equal(7, analytics.GetProperty("days").GetArrayLength());
        Assert.Equal(Rows.Length, analytics.GetProperty("today").GetProperty("calls").GetInt32());
        Assert.Equal(Rows.Length, (await leads.Platform.GetAsync("/ai-agents")).GetProperty("calls_today").GetInt32());
        Assert.False(analytics.GetProperty("agents")[0].GetProperty("enough_data").GetBoolean());
    }

    [Fact]
    public async Task Fifty_forms_at_once_with_one_phone_on_two_Workers_are_one_call()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        await leads.Platform.StartWorker().HealthyAsync();
        const string number = "+919876544711";

        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => leads.FormAsync(number)));

        Assert.Equal(50, ids.Distinct().Count());
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where status = 'skipped' and reason = 'already_called'") == 49, "49 are skipped");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where status = 'connected'") == 1, "one is connected");
        Assert.Equal(1, await leads.Platform.RingsAsync(number));
        Assert.Equal(1, await leads.CountAsync("calls where call_type = 'lead'"));
        Assert.Equal(1, await leads.CountAsync("contacts"));

        var called = await leads.Platform.QueryAsync<Guid>("set app.organization = '*'; select lead_id from ai_call_logs where claims");
        Assert.Equal("already_called", (await leads.PostAsync($"/ai-call/trigger/{called}", status: HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await leads.PostAsync($"/ai-call/trigger/{Guid.NewGuid()}", status: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_thousand_leads_in_a_burst_are_all_kept_and_called_once()
    {
        await using var leads = await LeadCalls.StartAsync(databases, settings: new Dictionary<string, string> { ["Simulator__Speed"] = "2000" });

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await leads.FormAsync($"+9198700{i + 3000:00000}"));

        Assert.Equal(2000, await leads.CountAsync("leads"));
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where claims") == 2000, "each has its call");
        await Eventually.HoldsAsync(async () => await leads.CountAsync("ai_call_logs where provider_call_id is not null") == 2000, "each was dialled");
        using var stats = await leads.Platform.Sim.GetAsync(new Uri("/sim/rings?provider=callkaro", UriKind.Relative), Ct);
        var rings = (await Platform.JsonOf(stats)).EnumerateObject().ToList();
        Assert.Equal(2000, rings.Count);
        Assert.All(rings, number => Assert.Equal(1, number.Value.GetInt32()));
    }

    [Fact]
    public async Task Every_skip_says_what_to_do_and_a_batch_calls_what_was_corrected()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        var unmapped = await AddLeadAsync(leads, "+919876541001", "Expo 2026");
        var byKeyword = await AddLeadAsync(leads, "+919876541002", "YAMUNA riverside form");
        var badPhone = await leads.FormAsync("12-34");

        Assert.Equal("keyword", (await leads.LogAsync(byKeyword, "connected")).GetProperty("mapping_rule").GetString());
        var skip = await leads.LogAsync(unmapped, "skipped");
        Assert.Equal(("no_mapping", "No mapping for form 'Expo 2026': map it to a project."), (skip.GetProperty("reason").GetString(), skip.GetProperty("error_message").GetString()));
        Assert.Equal("invalid_phone", (await leads.LogAsync(badPhone, "skipped")).GetProperty("reason").GetString());
        Assert.False((await leads.PostAsync("/ai-call/test-mapping", new { form_name = "Expo 2026" })).GetProperty("matched").GetBoolean());

        await leads.PostAsync("/form-mappings/create-mapping", new { form_name = "expo", project_id = leads.Project });
        Assert.Equal("contained", (await leads.PostAsync("/ai-call/test-mapping", new { form_name = "Expo 2026" })).GetProperty("rule").GetString());
        var batch = await leads.PostAsync("/ai-call/process-unmapped", status: HttpStatusCode.Accepted);
        var done = await Eventually.SeesAsync(
            () => leads.Platform.GetAsync($"/ai-call/process-unmapped/{batch.GetProperty("id")}"), b => b.GetProperty("status").GetString() == "completed", "the batch is done");
        Assert.Equal((2, 1, 1, 0), (done.GetProperty("total").GetInt32(), done.GetProperty("called").GetInt32(), done.GetProperty("skipped").GetInt32(), done.GetProperty("failed").GetInt32()));
        await leads.LogAsync(unmapped, "connected");
    }

    [Fact]
    public async Task A_silent_call_fails_at_its_deadline_and_is_not_dialled_again()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        var lead = await leads.FormAsync("+919876540008");
        await leads.LogAsync(lead, log => log.GetProperty("provider_call_id").GetString() is not null, "dialled");

        await leads.Platform.SetAsync("update calls set deadline_at = now() - interval '1 minute', next_poll_at = now()");

        var log = await leads.LogAsync(lead, "failed");
        Assert.Equal("provider_silent", log.GetProperty("reason").GetString());
        Assert.Equal(1, await leads.Platform.RingsAsync("+919876540008"));
    }

    [Fact]
    public async Task A_file_of_leads_is_read_with_its_mistakes_told()
    {
        await using var leads = await LeadCalls.StartAsync(databases);
        const string csv = "Name,Phone,City,Form\nAsha,+919876541101,Pune,Gaur landing page\nRavi,12,Pune,Gaur landing page\nAsha again,+91 98765 41101,Pune,Gaur landing page\n";

        var dry = await ImportAsync("/leads/import?dry_run=true");
        Assert.Equal(0, await leads.CountAsync("leads"));
        var real = await ImportAsync("/leads/import");

        Assert.Equal(dry.GetProperty("created").GetInt32(), real.GetProperty("created").GetInt32());
        Assert.Equal((3, 1, 1), (real.GetProperty("total").GetInt32(), real.GetProperty("created").GetInt32(), real.GetProperty("duplicates").GetInt32()));
        Assert.Equal(3, real.GetProperty("errors")[0].GetProperty("row").GetInt32());
        await Eventually.HoldsAsync(async () => await leads.Platform.RingsAsync("+919876541101") == 1, "the lead is called");

        async Task<System.Text.Json.JsonElement> ImportAsync(string path)
        {
            using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
            using var response = await leads.Platform.Client.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await Platform.JsonOf(response);
        }
    }

    private static async Task<Guid> AddLeadAsync(LeadCalls leads, string phone, string form) =>
        (await leads.PostAsync("/api/v1/leads", new { full_name = "Asha", phone_number = phone, form_name = form }, HttpStatusCode.Created))
            .GetProperty("data").GetProperty("id").GetGuid();
}
