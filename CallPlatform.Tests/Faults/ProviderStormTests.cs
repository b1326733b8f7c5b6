using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>A provider at its worst, all at once. <c>STORM_CALLS</c> asks for more calls (docs/testing.md).</summary>
[Collection(nameof(WorkerlessPlatform))]
public class ProviderStormTests(WorkerlessPlatform shared)
{
    private readonly Platform platform = shared.Platform;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_that_refuses_lies_drops_and_repeats_ends_every_call_with_one_ring_each()
    {
        var count = LongMode.Count("STORM_CALLS", 30);
        using (var storm = await platform.Sim.PutAsJsonAsync("/sim/settings", new
        {
            faults = new
            {
                vapi = new
                {
                    clock_skew_seconds = 2 * 3600,
                    late_report_ms = 300,
                    extra_message_type = "from-the-future",
                    webhooks = new { drop = 0.15, duplicate = 0.4, duplicate_times = 20, reorder = 0.4, reorder_ms = 800, garbage = 0.05, truncate = 0.05, wrong_content_type = 0.1, wrong_signature = 0.05 },
                    answers = new { status429 = 0.15, status500 = 0.1, status500_after_acting = 0.1, drop_after_acting = 0.1, garbage = 0.05, truncate = 0.05, wrong_content_type = 0.1 },
                    lookups = new { status429 = 0.1, status500 = 0.1, garbage = 0.05, truncate = 0.05, wrong_content_type = 0.05 },
                },
            },
        }, Ct))
        {
            Assert.Equal(HttpStatusCode.OK, storm.StatusCode);
        }

        // Every other one is silent: its webhooks never come at all.
        await platform.SetAsync($"""
            insert into calls (id, organization_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, status, counted_on, created_at, updated_at)
            select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', '{Platform.Assistant}', '{Platform.PhoneNumber}', '+1555' || 400 + i || case i % 5 when 0 then '0008' else '7777' end,
              now(), 'ready', current_date, now(), now()
            from organizations o, generate_series(1, {count}) i
            """);
        var workers = await shared.WorkersAsync();

        // What comes for calls that nobody placed, and a day's reports told ten times over, is no news.
        using (var unknown = await platform.Sim.PostAsJsonAsync("/sim/vapi/unknown", new { count = 50 }, Ct))
        {
            Assert.True(unknown.IsSuccessStatusCode);
        }

        await Eventually.SeesAsync(
            () => platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where to_number ~ '^.1555[4-7]' and status not in ('completed', 'failed')"), open => open == 0, "every call ends");
        Assert.Equal(count, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where to_number ~ '^.1555[4-7]' and status = 'completed'"));
        var rings = (await platform.RingsAsync()).Where(ring => ring.Key[5] is >= '4' and <= '7').ToList();
        Assert.Equal(count, rings.Count);
        Assert.All(rings, ring => Assert.Equal(1, ring.Value));

        await shared.InboxEmptyAsync();
        Assert.Equal(0, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where state = 'failed'"));
        Assert.All(workers, worker => Assert.False(worker.HasExited, "A Worker ended."));
        using var calm = await platform.Sim.PutAsJsonAsync("/sim/settings", new { faults = new { vapi = (object?)null } }, Ct);
        Assert.Equal(HttpStatusCode.OK, calm.StatusCode);
    }
}
