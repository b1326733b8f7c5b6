using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>What the doors of CallRail and Shunya let in, what becomes of what finds no home, and the queue of missed calls.</summary>
public class InboundDoorTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shunyas_webhook_asks_for_a_right_fresh_signature_and_the_tasks_own_company()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false);
        var organization = await platform.QueryAsync<Guid>("select id from organizations limit 1");
        await platform.SetAsync($"""
            insert into analysis_tasks (id, organization_id, kind, provider, external_id, state, created_at, updated_at)
            values (gen_random_uuid(), '{organization}', 'analysis', 'shunya', 'task_1', 'processing', now(), now())
            """);
        object Body(string task, Guid company) => new { shunya_job_id = task, event_type = "call.analysis.complete", status = "completed", company_id = company, data = new { z = "ü", a = 1.50m } };

        Assert.Equal(HttpStatusCode.OK, await platform.ShunyaAsync(Body("task_1", organization)));
        Assert.Equal(HttpStatusCode.Unauthorized, await platform.ShunyaAsync(Body("task_1", organization), secret: "another"));
        Assert.Equal(HttpStatusCode.Unauthorized, await platform.ShunyaAsync(Body("task_1", organization), at: DateTimeOffset.UtcNow.AddMinutes(-6)));
        Assert.Equal(HttpStatusCode.Unauthorized, await platform.ShunyaAsync(Body("task_1", organization), at: DateTimeOffset.UtcNow.AddMinutes(6)));
        Assert.Equal(HttpStatusCode.OK, await platform.ShunyaAsync(Body("task_1", organization), at: DateTimeOffset.UtcNow.AddMinutes(-4)));
        Assert.Equal(HttpStatusCode.Forbidden, await platform.ShunyaAsync(Body("task_1", Guid.NewGuid())));
        Assert.Equal(HttpStatusCode.OK, await platform.ShunyaAsync(Body("task_unknown", organization)));

        // As Python's json.dumps(sort_keys=True) writes it, which is what the provider signs.
        var canonical = Encoding.ASCII.GetBytes($$"""
            {"company_id": "{{organization}}", "data": {"a": 1.50, "z": "\u00fc"}, "event_type": "call.analysis.complete", "shunya_job_id": "task_1", "status": "completed"}
            """);
        Assert.Equal(HttpStatusCode.OK, await platform.ShunyaAsync(Body("task_1", organization), signed: canonical));
    }

    [Fact]
    public async Task A_call_of_an_unknown_number_is_kept_and_finds_its_home_when_the_number_is_added()
    {
        await using var platform = await Platform.StartAsync(databases);
        Assert.Equal(HttpStatusCode.OK, await platform.RailAsync("completed", Call("CALu1", "+15552220100", "+15550100177", true)));
        var kept = await Eventually.SeesAsync(() => platform.Client.DataAsync("/api/v1/webhooks/inbox?state=unroutable"), d => d.Total() == 1, "the delivery is kept");
        Assert.Equal("CALu1", kept.Items()[0].Text("subject"));
        await platform.TrackAsync("555 010 0177");
        await Eventually.SeesAsync(() => platform.Client.DataAsync("/api/v1/calls"), d => d.Total() == 1, "the call has come home");

        // Replaying changes nothing.
        var delivery = (await platform.Client.DataAsync("/api/v1/webhooks/inbox?state=processed")).Items()[0].GetProperty("id").GetGuid();
        using var replay = await platform.Client.PostAsync(new Uri($"/api/v1/webhooks/inbox/{delivery}/replay", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.OK, replay.StatusCode);
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("select count(*) from webhook_inbox where state = 'received'") == 0, "replayed");
        Assert.Equal(1, (await platform.Client.DataAsync("/api/v1/calls")).Total());
        await platform.FiguresEqualARecountAsync();
    }

    [Fact]
    public async Task An_unsigned_or_wrongly_signed_event_is_refused_and_no_json_is_400()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false);
        using var unsigned = await platform.Client.PostAsJsonAsync("/api/v1/callrail/call.incoming", Call("CALx", "+15552220100", "+15550100177", false), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await platform.RailAsync("incoming", new { nothing = 1 }));
    }

    [Fact]
    public async Task Whoever_reached_nobody_is_queued_called_back_once_and_taken_out_when_talked_to()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.TrackAsync("+15550100199");
        using var rule = await platform.Client.PutAsJsonAsync("/api/v1/inbound-settings", new
        {
            call_back_missed = true, call_back_assistant_id = Platform.Assistant, call_back_phone_number_id = Platform.PhoneNumber, call_back_delay_minutes = 1440,
        }, Ct);
        Assert.Equal(HttpStatusCode.OK, rule.StatusCode);
        await platform.RailAsync("missed", Call("CALm1", "+15552220101", "+15550100199", false));
        await platform.RailAsync("missed", Call("CALm2", "+15552220101", "+15550100199", false));
        var queue = await Eventually.SeesAsync(() => platform.Client.DataAsync("/api/v1/missed-calls"), d => d.Total() == 2, "both are queued");
        Assert.All(queue.Items(), m => Assert.Equal("calling_back", m.Text("state")));
        Assert.Equal(1L, await platform.QueryAsync<long>("select count(*) from calls where call_type = 'callback'"));
        await platform.RailAsync("completed", Call("CALm3", "+15552220101", "+15550100199", true, DateTimeOffset.UtcNow.AddMinutes(1)));
        await Eventually.SeesAsync(() => platform.Client.DataAsync("/api/v1/missed-calls?state=recovered"), d => d.Total() == 2, "both are recovered");
        Assert.Equal("cancelled", await platform.QueryAsync<string>("select status from calls where call_type = 'callback'"));
    }

    private static object Call(string id, string from, string to, bool answered, DateTimeOffset? at = null) => new
    {
        call_id = id, caller_number = from, tracking_number = to, duration = answered ? 30 : 0, answered, timestamp = at ?? DateTimeOffset.UtcNow.AddMinutes(-1),
    };
}
