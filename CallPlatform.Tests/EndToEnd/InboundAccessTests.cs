using System.Net;
using System.Net.Http.Json;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Another organisation's rows do not exist, and each role may what it may.</summary>
public class InboundAccessTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_an_organisation_is_seen_or_changed_by_another_one()
    {
        var ids = await FillAsync();
        using var stranger = await StrangerAsync();
        string[] reads =
        [
            $"calls/{ids["call"]}/transcript", $"calls/{ids["call"]}/analysis", $"calls/{ids["call"]}/recording", $"calls/{ids["call"]}/events",
            $"leads/{ids["lead"]}", $"contact-cards/{ids["contact"]}", $"appointments/{ids["appointment"]}", $"appointments/{ids["appointment"]}.ics",
            $"recordings/sessions/{ids["session"]}", $"recordings/sessions/{ids["session"]}/audio", $"webhooks/inbox/{ids["delivery"]}",
        ];
        foreach (var path in reads)
        {
            using var response = await stranger.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative), Ct);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{path} answered {(int)response.StatusCode}");
        }

        (HttpMethod Method, string Path, object Body)[] writes =
        [
            (HttpMethod.Patch, $"leads/{ids["lead"]}", new { city = "Elsewhere" }), (HttpMethod.Patch, $"appointments/{ids["appointment"]}", new { outcome = "lost" }),
            (HttpMethod.Patch, $"tasks/{ids["task"]}", new { status = "done" }), (HttpMethod.Patch, $"missed-calls/{ids["missed"]}", new { state = "dismissed" }),
            (HttpMethod.Post, $"calls/{ids["call"]}/analysis", new { }), (HttpMethod.Post, $"analysis-tasks/{ids["analysis_task"]}/retry", new { }),
            (HttpMethod.Post, $"recordings/sessions/{ids["session"]}/stop", new { }), (HttpMethod.Post, "recordings/sessions/start", new { appointment_id = ids["appointment"] }),
            (HttpMethod.Post, $"webhooks/inbox/{ids["delivery"]}/replay", new { }), (HttpMethod.Delete, $"tracking-numbers/{ids["line"]}", new { }),
            (HttpMethod.Put, $"tracking-numbers/{ids["line"]}", new { number = "+15550100150", label = "Stolen" }),
            (HttpMethod.Post, "appointments", new { lead_id = ids["lead"], scheduled_start = DateTimeOffset.UtcNow.AddDays(3) }),
        ];
        foreach (var (method, path, body) in writes)
        {
            var status = await SendAsync(stranger, method, path, body);
            Assert.True(status == HttpStatusCode.NotFound, $"{method} {path} answered {(int)status}");
        }

        foreach (var list in (string[])["calls", "leads", "contact-cards", "appointments", "tasks", "missed-calls", "analysis-tasks?state=completed", "webhooks/inbox", "tracking-numbers"])
        {
            Assert.Equal(0, (await stranger.DataAsync($"/api/v1/{list}")).Total());
        }

        Assert.Equal(0, (await stranger.DataAsync("/api/v1/metrics/exec/csr/overview")).GetProperty("totals").GetProperty("total_calls").GetInt64());
    }

    [Theory]
    [InlineData("viewer", "PATCH leads/{lead}; PATCH tasks/{task}; PATCH appointments/{appointment}; POST appointments; PATCH missed-calls/{missed}; POST recordings/sessions/start; POST calls/{call}/analysis; POST tracking-numbers; PUT inbound-settings; GET metrics/csr/overview/self; GET metrics/sales/rep/overview/self; GET metrics/exec/csr/overview; GET calls/unbooked/self; POST sample-data")]
    [InlineData("csr", "POST recordings/sessions/start; POST calls/{call}/analysis; POST analysis-tasks/{analysis_task}/retry; POST tracking-numbers; PUT inbound-settings; GET metrics/sales/rep/overview/self; GET metrics/exec/csr/overview; GET metrics/exec/sales/overview; POST sample-data; DELETE sample-data; GET sample-data")]
    [InlineData("sales_rep", "POST calls/{call}/analysis; POST tracking-numbers; PUT inbound-settings; GET metrics/csr/overview/self; GET metrics/csr/booking-trend/self; GET metrics/exec/sales/overview; GET calls/unbooked/self; POST sample-data")]
    [InlineData("manager", "GET metrics/csr/overview/self; GET metrics/csr/booking-trend/self; GET metrics/sales/rep/overview/self; GET calls/unbooked/self; POST sample-data; DELETE sample-data")]
    public async Task A_role_that_may_not_is_told_so(string role, string routes)
    {
        var ids = await FillAsync();
        var (client, _) = await shared.Platform.StaffAsync(role);
        foreach (var route in routes.Split("; "))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            foreach (var (name, id) in ids)
            {
                path = path.Replace($"{{{name}}}", id.ToString(), StringComparison.Ordinal);
            }

            var status = await SendAsync(client, new HttpMethod(method), path, new { });
            Assert.True(status == HttpStatusCode.Forbidden, $"{role} {route} answered {(int)status}");
        }
    }

    // One of everything, made once.
    private async Task<Dictionary<string, Guid>> FillAsync()
    {
        var call = await shared.CallAsync("CALaccess", "+15552380014", callee: "0014");
        await shared.AnalysedAsync(call);
        var complaint = await shared.CallAsync("CALcomplaint", "+15552382300", callee: "2300");
        await shared.AnalysedAsync(complaint);
        await shared.CallAsync("CALgone", "+15552380002", name: "missed");
        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>("select count(*) from missed_calls") == 1, "the missed call");
        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>("select count(*) from appointments") == 1, "the appointment");
        async Task<Guid> One(string sql) => await shared.Platform.QueryAsync<Guid>(sql);
        var appointment = await One("select id from appointments");
        using var session = await shared.Rep.PostAsJsonAsync("/api/v1/recordings/sessions/start", new { appointment_id = appointment }, Ct);
        Assert.True(session.IsSuccessStatusCode, await session.Content.ReadAsStringAsync(Ct));
        return new Dictionary<string, Guid>
        {
            ["call"] = call, ["appointment"] = appointment, ["session"] = await One("select id from recording_sessions limit 1"),
            ["lead"] = await One($"select lead_id from calls where id = '{call}'"), ["contact"] = await One($"select contact_id from calls where id = '{call}'"),
            ["task"] = await One("select id from tasks limit 1"), ["missed"] = await One("select call_id from missed_calls"),
            ["analysis_task"] = await One("select id from analysis_tasks limit 1"), ["line"] = await One("select id from tracking_numbers"),
            ["delivery"] = await One("select id from webhook_inbox where organization_id is not null limit 1"),
        };
    }

    private async Task<HttpClient> StrangerAsync()
    {
        var (organization, username) = (Guid.CreateVersion7(), $"stranger-{Guid.NewGuid():N}@example.com");
        await shared.Platform.SetAsync($"""
            insert into organizations (id, name, created_at) values ('{organization}', 'Another', now() + interval '1 hour');
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            values (gen_random_uuid(), '{organization}', '{username}', 'Stranger', '{SignIn.HashPassword("a password 1")}', 'owner', gen_random_uuid(), now())
            """);
        var client = new HttpClient { BaseAddress = shared.Owner.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await shared.Platform.SignInAsync(username, "a password 1"));
        return client;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Content = method == HttpMethod.Get || method == HttpMethod.Delete ? null : JsonContent.Create(body);
        using var response = await client.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
