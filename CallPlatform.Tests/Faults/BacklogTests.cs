using System.Diagnostics;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>Webhooks arrive while no Worker runs; one starts and works them off while new ones stay fresh. <c>BACKLOG_WEBHOOKS</c> asks for more (docs/testing.md).</summary>
[Collection(nameof(WorkerlessPlatform))]
public class BacklogTests(WorkerlessPlatform shared)
{
    private readonly Platform platform = shared.Platform;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backlog_is_worked_off_and_what_comes_meanwhile_is_kept_too()
    {
        var count = LongMode.Count("BACKLOG_WEBHOOKS", 2000);

        await shared.NoWorkersAsync();

        // As many calls on the line, each of which is then told to have ended, and told so once more.
        var calls = count / 4;
        await platform.SetAsync($"""
            insert into calls (id, organization_id, direction, call_type, provider, agent_ref, from_ref, to_number, status, attempts, provider_call_id, counted_on, created_at, updated_at)
            select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', 'a', 'f', '+1555' || 2000000 + i, 'in-progress', 1, 'backlog-' || i, current_date, now(), now()
            from organizations o, generate_series(0, {calls - 1}) i
            """);
        var storing = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Ct },
            async (i, _) => await TellAsync($"backlog-{i % calls}", (i / calls) switch { 0 => "in-progress", 1 => "ended", 2 => "ended", _ => "ringing" }));
        storing.Stop();
        Assert.Equal(0, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where provider_call_id like 'backlog-%' and status <> 'in-progress'"));

        for (var i = 0; i < 20; i++)
        {
            await TellAsync("fresh-" + i, "ringing");
        }

        await platform.SetAsync("update webhook_inbox set due_at = due_at - interval '1 minute' where subject like 'backlog-%'"); // it was a long night
        var working = Stopwatch.StartNew();
        await shared.WorkersAsync();
        await shared.InboxEmptyAsync();
        working.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} stored in {storing.Elapsed.TotalSeconds:F1} s, worked off in {working.Elapsed.TotalSeconds:F1} s, the Worker's start included");
        Assert.Equal(calls, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where provider_call_id like 'backlog-%' and status in ('completed', 'no-answer', 'failed')"));
        Assert.Equal(0, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where subject like 'backlog-%' and (state = 'failed' or attempts > 1)"));
        Assert.True(await platform.QueryAsync<bool>("set app.organization = '*'; select max(processed_at) filter (where subject like 'fresh-%') < max(processed_at) from webhook_inbox where subject like 'fresh-%' or subject like 'backlog-%'"), "What was new waited for all that was old.");
        Assert.Equal(20, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where subject like 'fresh-%' and state = 'unroutable'"));
    }

    private async Task TellAsync(string call, string status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/calls/webhook")
        {
            Content = JsonContent.Create(new { message = new { type = "status-update", status, endedReason = status == "ended" ? "customer-ended-call" : null, timestamp = 1763900000000 + Random.Shared.Next(1_000_000), call = new { id = call } } }),
        };
        request.Headers.Add("x-vapi-secret", Platform.WebhookSecret);
        using var response = await platform.Client.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
    }
}
