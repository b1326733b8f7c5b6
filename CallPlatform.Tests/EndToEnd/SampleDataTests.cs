using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>An organisation with work of its own is filled with sample data and emptied of it again.</summary>
public class SampleDataTests(TestDatabases databases, ITestOutputHelper output)
{
    private static readonly Uri Route = new("/api/v1/sample-data", UriKind.Relative);

    // What turns by itself: queues, sign-ins, marks of loops; and the log of who did what, which nobody may shorten.
    private static readonly string[] NotCompared = ["audit_log", "dial_limits", "jobs", "provider_sweeps", "rate_counters", "refresh_tokens", "__EFMigrationsHistory"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_month_of_calls_with_every_outcome_is_filled_in_and_exactly_that_is_taken_out_again()
    {
        await using var platform = await Platform.StartAsync(databases);
        await RealWorkAsync(platform);
        var before = await ContentAsync(platform);

        using var asked = await platform.Client.PostAsync(Route, null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        using var twice = await platform.Client.PostAsync(Route, null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        await UntilAsync(platform, "filled");
        await EveryOutcomeAsync(platform);
        await platform.FiguresEqualARecountAsync();

        using var removed = await platform.Client.DeleteAsync(Route, Ct);
        Assert.Equal(HttpStatusCode.Accepted, removed.StatusCode);
        await UntilAsync(platform, "none");
        var after = await ContentAsync(platform);
        Assert.All(before, table => Assert.True(after[table.Key] == table.Value, $"{table.Key} is not as before:\n{table.Value}\n---\n{after[table.Key]}"));
        await platform.FiguresEqualARecountAsync();
        using var again = await platform.Client.DeleteAsync(Route, Ct);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);

        // The real calls' analyses may still be looked after; nothing of the sample's is left to do.
        await Eventually.SeesAsync(
            () => platform.QueryAsync<string>("select coalesce(string_agg(kind, ' '), '') from jobs where kind <> 'poll_analysis_task'"), kinds => kinds == "", "no job is left");
    }

    // Real people of every kind, before there is any sample.
    private static async Task RealWorkAsync(Platform platform)
    {
        var (_, csr) = await platform.StaffAsync("csr");
        await platform.StaffAsync("sales_rep");
        await platform.TrackAsync("+15550100199", csr);
        object Call(string id, string from, bool answered, string? callee = null) => new
        {
            call_id = id, caller_number = from, tracking_number = "+15550100199", duration = answered ? 60 : 0, answered, timestamp = DateTimeOffset.UtcNow.AddDays(-1),
            recording_url = callee is null ? null : $"https://app.callrail.example/{id}.mp3?callee={callee}",
        };
        await platform.RailAsync("completed", Call("CALr1", "+14155550101", true, "0014"));
        await platform.RailAsync("completed", Call("CALr2", "+14155550102", true, "2300"));
        await platform.RailAsync("missed", Call("CALr3", "+14155550103", false));
        await platform.CallAsync("+14155550114");
        using var lead = await platform.Client.PostAsJsonAsync("/api/v1/leads", new { full_name = "Real Lead", phone_number = "+14155550105", form_name = "Nobody's form" }, Ct);
        Assert.True(lead.IsSuccessStatusCode, await lead.Content.ReadAsStringAsync(Ct));
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("""
            select count(*) from calls where status not in ('completed', 'no-answer', 'busy', 'voicemail', 'failed')
            """) == 0 && await platform.QueryAsync<long>("select count(*) from call_analyses") >= 2 && await platform.QueryAsync<long>("select count(*) from jobs where kind <> 'poll_analysis_task'") == 0
            && await platform.QueryAsync<long>("select count(*) from webhook_inbox where state = 'received'") == 0 && await platform.QueryAsync<long>("select count(*) from ai_call_logs") == 1, "the real work is done");
    }

    private async Task UntilAsync(Platform platform, string state)
    {
        string? said = null;
        var status = await Eventually.SeesAsync(
            async () =>
            {
                var seen = await platform.Client.DataAsync("/api/v1/sample-data");
                var text = seen.Text("step");
                if (text != said)
                {
                    output.WriteLine($"{DateTimeOffset.UtcNow:HH:mm:ss} {said = text}");
                }

                return seen;
            },
            seen => seen.Text("state") == state || seen.Text("state") == "failed", $"the sample data is {state}");
        Assert.True(status.Text("state") == state, status.ToString());
    }

    private static async Task EveryOutcomeAsync(Platform platform)
    {
        async Task Has(string sql, params string[] wanted)
        {
            var found = (await platform.QueryAsync<string>($"select coalesce(string_agg(distinct v, ','), '') from ({sql}) as t (v)")).Split(',');
            Assert.True(!wanted.Except(found).Any(), $"{sql}: {string.Join(',', found)}");
        }

        await Has("select status from calls where direction = 'inbound' and to_number like '+1555%'", "completed", "no-answer", "voicemail");
        await Has("select status from calls where direction = 'outbound' and to_number like '+1555%'", "completed", "no-answer", "busy", "voicemail", "failed", "cancelled");
        await Has("select booking_status from call_analyses", "booked", "not_booked");
        await Has("select call_outcome_category from call_analyses", "qualified_and_booked", "qualified_but_unbooked");
        await Has("select qualification_status from call_analyses", "hot", "cold", "unqualified");
        await Has("select status from leads", "new", "qualified_booked", "qualified_unbooked", "closed_won");
        await Has("select status from appointments", "scheduled", "completed", "cancelled");
        await Has("select outcome from appointments", "won", "lost", "pending");
        await Has("select status from recording_sessions", "analysed");
        await Has("select status from tasks", "open", "done");
        await Has("select state from missed_calls", "open", "dismissed");
        await Has("select state from analysis_tasks", "completed", "failed");
        Assert.True(await platform.QueryAsync<long>("select count(*) from calls where to_number like '+1555%'") >= 250);
        Assert.True(await platform.QueryAsync<long>("select count(distinct counted_on) from calls where direction = 'inbound'") >= 20);
        Assert.True(await platform.QueryAsync<long>("select count(*) from ai_call_logs where status <> 'skipped'") >= 10);
        var overview = await platform.Client.DataAsync("/api/v1/metrics/exec/csr/overview");
        Assert.True(overview.GetProperty("totals").GetProperty("total_calls").GetInt64() >= 240);
        Assert.NotEqual(JsonValueKind.Null, overview.GetProperty("totals").GetProperty("booking_rate").ValueKind);
    }

    /// <summary>Every row of every table, as text.</summary>
    private static async Task<Dictionary<string, string>> ContentAsync(Platform platform)
    {
        var tables = (await platform.QueryAsync<string>("select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public'")).Split(',');
        var content = new Dictionary<string, string>();
        foreach (var table in tables.Except(NotCompared))
        {
            content[table] = await platform.QueryAsync<string>($"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from \"{table}\" t");
        }

        return content;
    }
}
