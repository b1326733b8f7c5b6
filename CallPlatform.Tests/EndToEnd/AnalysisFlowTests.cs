using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>What becomes of what was said, by every way in which it may come back.</summary>
public class AnalysisFlowTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Platform Platform => shared.Platform;

    [Fact]
    public async Task A_provider_that_sends_no_webhook_is_polled_and_the_end_is_the_same()
    {
        var call = await shared.CallAsync("CALpoll", "+15552310001", callee: "0008");
        await shared.AnalysedAsync(call);
        Assert.Equal(0L, await Platform.QueryAsync<long>($"select count(*) from webhook_inbox where provider = 'shunya' and subject = '{call}'"));
        var analysis = await shared.Csr.DataAsync($"/api/v1/calls/{call}/analysis");
        Assert.Equal("shunya", analysis.Text("source"));
        Assert.Equal(JsonValueKind.Object, analysis.GetProperty("document").GetProperty("opportunity_analysis").ValueKind);
        Assert.NotEmpty((await shared.Csr.DataAsync($"/api/v1/calls/{call}/transcript")).GetProperty("segments").EnumerateArray());
    }

    [Fact]
    public async Task Refusals_that_pass_are_waited_out_and_doubled_webhooks_change_nothing()
    {
        var limited = await shared.CallAsync("CAL429", "+15552310002", callee: "0006");
        var broken = await shared.CallAsync("CAL500", "+15552310003", callee: "0007");
        var doubled = await shared.CallAsync("CALtwice", "+15552310004", callee: "0009");
        foreach (var call in (Guid[])[limited, broken, doubled])
        {
            await shared.AnalysedAsync(call);
            Assert.Equal(2L, await Platform.QueryAsync<long>($"select count(*) from analysis_tasks where call_id = '{call}' and state = 'completed'"));
        }

        Assert.Equal(1L, await Platform.QueryAsync<long>($"select count(*) from call_transcripts where call_id = '{doubled}'"));
    }

    [Fact]
    public async Task Work_that_failed_for_good_is_shown_with_its_reason_and_can_be_begun_again()
    {
        var call = await shared.CallAsync("CALdead", "+15552310005", callee: "0005");
        var failed = await Eventually.SeesAsync(
            () => shared.Owner.DataAsync("/api/v1/analysis-tasks?state=failed"), d => d.Items().Any(t => t.GetProperty("call_id").GetGuid() == call), "the failed task");
        var task = failed.Items().First(t => t.GetProperty("call_id").GetGuid() == call);
        Assert.Equal("INVALID_AUDIO", task.Text("error_code"));
        Assert.Equal("The audio could not be decoded.", task.Text("error_message"));
        await Eventually.HoldsAsync(
            async () => await Platform.QueryAsync<long>("select count(*) from jobs where state = 'dead' and last_error like '%INVALID_AUDIO%'") == 1, "the job is kept as dead");

        using var notAllowed = await shared.Csr.PostAsync(new Uri($"/api/v1/analysis-tasks/{task.GetProperty("id").GetGuid()}/retry", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, notAllowed.StatusCode);

        // The recording is no better, so the second try ends as the first.
        using var retried = await shared.Owner.PostAsync(new Uri($"/api/v1/analysis-tasks/{task.GetProperty("id").GetGuid()}/retry", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        await Eventually.HoldsAsync(
            async () => await Platform.QueryAsync<long>("select count(*) from jobs where state = 'dead' and last_error like '%INVALID_AUDIO%'") == 2, "it was tried again");
        Assert.Equal("failed", await Platform.QueryAsync<string>($"select state from analysis_tasks where call_id = '{call}'"));
        Assert.Equal(1, await Platform.QueryAsync<int>($"select attempts from analysis_tasks where call_id = '{call}'"));

        // Only what failed is begun again.
        var done = await shared.CallAsync("CALfine", "+15552310099", callee: "0014");
        await shared.AnalysedAsync(done);
        var fine = await Platform.QueryAsync<Guid>($"select id from analysis_tasks where call_id = '{done}' and kind = 'analysis'");
        using var again = await shared.Owner.PostAsync(new Uri($"/api/v1/analysis-tasks/{fine}/retry", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Both_payload_forms_and_every_event_build_one_call_and_a_late_recording_is_analysed()
    {
        object Own(string? recording = null, string duration = "0", bool answered = false) => new
        {
            resource_id = "CALown", customer_phone_number = "(555) 231-0006", customer_name = "Ivy Lane", customer_city = "Boulder", tracking_phone_number = SharedPlatform.Line,
            start_time = "2026-03-02T10:00:00-07:00", duration, answered, recording, source_name = "Google Ads", medium = "cpc", campaign = "Spring", utm_source = "google",
            gclid = "g-1", landing_page_url = "https://www.example.com/offer", tags = new[] { "vip" }, first_call = true,
        };
        await Platform.RailAsync("incoming", Own());
        var call = await shared.HomeOfAsync("CALown");
        await Platform.RailAsync("answered", new { call_id = "CALown", caller_number = "+15552310006", tracking_number = SharedPlatform.Line, duration = 0, answered = true, timestamp = "2026-03-02T17:00:00Z" });
        await Eventually.HoldsAsync(async () => await StatusAsync(call) == "in-progress", "it is answered");
        await Platform.RailAsync("completed", Own(duration: "95", answered: true));
        await Eventually.HoldsAsync(async () => await StatusAsync(call) == "completed", "it is over");
        Assert.Equal(0L, await Platform.QueryAsync<long>($"select count(*) from analysis_tasks where call_id = '{call}'"));
        await Platform.RailAsync("modified", Own(recording: "https://app.callrail.example/late.mp3?callee=0014", duration: "95", answered: true));
        await shared.AnalysedAsync(call);

        var shown = (await shared.Csr.DataAsync("/api/v1/calls?limit=200")).Items().Single(c => c.GetProperty("id").GetGuid() == call);
        Assert.Equal("+15552310006", shown.Text("phone_number"));
        Assert.Equal(95, shown.GetProperty("duration_seconds").GetInt32());
        var lead = await shared.Csr.DataAsync($"/api/v1/leads/{shown.GetProperty("lead_id").GetGuid()}");
        Assert.Equal("Ivy Lane", lead.GetProperty("lead").Text("full_name"));
        Assert.Equal("g-1", lead.GetProperty("lead").GetProperty("attribution").Text("gclid"));
        Assert.Equal("Spring", lead.GetProperty("lead").GetProperty("attribution").Text("campaign"));
        Assert.Contains("vip", await Platform.QueryAsync<string>($"select metadata::text from calls where id = '{call}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_can_be_searched_objections_are_rows_and_promises_become_tasks()
    {
        // …0100 to …0114 complain and ask to be called back; seeds differ, so that several people are asked.
        var calls = new List<Guid>();
        foreach (var last in (string[])["2300", "2301", "2302", "2303", "2304"])
        {
            calls.Add(await shared.CallAsync($"CALsaid{last}", $"+1555231{last}", callee: last));
        }

        foreach (var call in calls)
        {
            await shared.AnalysedAsync(call);
        }

        var word = await Platform.QueryAsync<string>($"select (regexp_match(text, '[A-Za-z]{{7,}}'))[1] from transcript_segments where call_id = '{calls[0]}' and text ~ '[A-Za-z]{{7,}}' limit 1");
        var found = await shared.Csr.DataAsync($"/api/v1/calls?search={word}&limit=200");
        Assert.Contains(calls[0], found.Items().Select(c => c.GetProperty("id").GetGuid()));
        Assert.Equal(0, (await shared.Csr.DataAsync("/api/v1/calls?search=zzyzxq")).Total());
        Assert.Equal(
            await Platform.QueryAsync<long>($"select count(distinct call_id) from transcript_segments where text ~* '\\m{word}\\M'"), found.Total());

        var tasks = (await shared.Csr.DataAsync("/api/v1/tasks?status=open&mine=true&limit=200")).Items();
        Assert.NotEmpty(tasks);
        var task = tasks[0];
        Assert.Equal("callback", task.Text("kind"));
        Assert.NotEqual(JsonValueKind.Null, task.GetProperty("due_at").ValueKind);
        var before = (await shared.Csr.DataAsync("/api/v1/metrics/csr/overview/self")).GetProperty("open_followups").GetInt64();
        using var done = await shared.Csr.PatchAsJsonAsync($"/api/v1/tasks/{task.GetProperty("id").GetGuid()}", new { status = "done", note = "Called." }, Ct);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(before - 1, (await shared.Csr.DataAsync("/api/v1/metrics/csr/overview/self")).GetProperty("open_followups").GetInt64());

        // One organisation's words are another's secret.
        var rows = await Platform.QueryAsync<long>("select count(*) from call_objections");
        Assert.Equal(await Platform.QueryAsync<long>("select coalesce(sum(objection_count), 0)::bigint from call_analyses"), rows);
    }

    [Fact]
    public async Task An_analysis_fills_its_objections_tasks_and_appointment_in_the_organisations_time_zone_and_a_later_one_replaces_them()
    {
        await Platform.SetAsync("update organizations set time_zone = 'America/Denver'");
        try
        {
            var call = await shared.CallAsync("CALzone", "+15552310077", callee: "2377");
            await shared.AnalysedAsync(call);
            await AnalyseAsync(call, "2026-12-03T10:00:00", "Price", "Too dear");
            var appointments = await Eventually.SeesAsync(() => AppointmentsAsync(call), a => a.Length == 1, "the appointment");
            Assert.Equal(DateTimeOffset.Parse("2026-12-03T17:00:00Z", System.Globalization.CultureInfo.InvariantCulture), appointments[0].GetProperty("scheduled_start").GetDateTimeOffset());
            var analysis = await shared.Csr.DataAsync($"/api/v1/calls/{call}/analysis");
            var objection = Assert.Single(analysis.GetProperty("objections").EnumerateArray());
            Assert.Equal("Price", objection.Text("category"));
            Assert.Equal("heard_of_it", analysis.Text("qualification_status"));
            Assert.Equal(1, await Platform.QueryAsync<int>($"select unknown_values from call_analyses where call_id = '{call}'"));
            Assert.Single((await shared.Csr.DataAsync("/api/v1/tasks?limit=200")).Items(), t => t.GetProperty("call_id").ValueKind == JsonValueKind.String && t.GetProperty("call_id").GetGuid() == call && t.Text("status") == "open");

            await AnalyseAsync(call, "2026-12-04T11:30:00", "Timing", "Too late");
            await Eventually.HoldsAsync(
                async () => (await AppointmentsAsync(call)).Single().GetProperty("scheduled_start").GetDateTimeOffset() == DateTimeOffset.Parse("2026-12-04T18:30:00Z", System.Globalization.CultureInfo.InvariantCulture),
                "the appointment has moved");
            Assert.Equal("Timing", Assert.Single((await shared.Csr.DataAsync($"/api/v1/calls/{call}/analysis")).GetProperty("objections").EnumerateArray()).Text("category"));
            await Platform.FiguresEqualARecountAsync();
        }
        finally
        {
            await Platform.SetAsync("update organizations set time_zone = 'UTC'");
        }
    }

    private async Task<JsonElement[]> AppointmentsAsync(Guid call) => [.. (await shared.Csr.DataAsync("/api/v1/appointments?limit=200")).Items()
        .Where(a => a.GetProperty("call_id").ValueKind == JsonValueKind.String && a.GetProperty("call_id").GetGuid() == call)];

    // A task of its own, as somebody who asked for the analysis anew gets it.
    private async Task AnalyseAsync(Guid call, string date, string category, string objection)
    {
        var organization = await Platform.QueryAsync<Guid>("select id from organizations order by created_at limit 1");
        var (id, task) = (Guid.CreateVersion7(), $"task_{Guid.NewGuid():N}");
        await Platform.SetAsync($"""
            insert into analysis_tasks (id, organization_id, kind, call_id, provider, external_id, state, created_at, updated_at)
            values ('{id}', '{organization}', 'analysis', '{call}', 'shunya', '{task}', 'processing', now(), now())
            """);
        Assert.Equal(HttpStatusCode.OK, await Platform.ShunyaAsync(new
        {
            job_id = task, event_type = "call.analysis.complete", status = "completed", company_id = organization, call_id = call,
            data = new
            {
                summary = new { summary = "A talk.", pending_actions = new[] { new { type = "send_quote", due_at = date, contact_method = "email", confidence = 0.8, raw_text = "I will send the quote." } } },
                qualification = new { qualification_status = "heard_of_it", booking_status = "booked", appointment_date = date, appointment_type = "in-person" },
                objections = new { objections = new[] { new { category_text = category, objection_text = objection, overcome = false, severity = "low" } }, total_count = 1 },
                compliance = new { compliance_score = 0.75 },
            },
        }));
        await Eventually.HoldsAsync(async () => await Platform.QueryAsync<string>($"select state from analysis_tasks where id = '{id}'") == "completed", "the analysis is in");
    }

    private Task<string> StatusAsync(Guid call) => Platform.QueryAsync<string>($"select status from calls where id = '{call}'");
}
