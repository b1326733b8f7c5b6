using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>
/// SIGKILL at each commit and each exchange with a provider, of a Worker and of an Api: nobody's phone rings twice, every call ends, and what
/// was answered 200 is there. <c>FAULT_CALLS</c> asks for more calls a fault point (docs/testing.md).
/// </summary>
public class KilledTests(TestDatabases databases)
{
    private static readonly string[] OfWorker =
    [
        "dial.attempt_written", "dial.answer_received", "inbox.before_commit", "transaction.before_commit", "transaction.committed", "recovery.answered", "poll.answered",
        "job.claimed", "job.done",
    ];

    private static readonly string[] OfApi = ["dial.answer_received", "inbox.stored", "inbox.received", "dial.attempt_written", "transaction.before_commit", "transaction.committed"];

    private const string Unfinished = """
        set app.organization = '*';
        select coalesce(string_agg(what, ', '), '') from (
          select 'calls ' || status || ' ' || count(*) from calls where status <> 'completed' group by status
          union all select 'jobs ' || kind || ' ' || state || ' ' || count(*) from jobs where kind <> 'await_report' group by kind, state
          union all select 'inbox ' || count(*) from webhook_inbox where state = 'received' having count(*) > 0) left_over(what)
        """;

    /// <summary>In the suite at the instants that matter most.</summary>
    private static bool IsLong => LongMode.Count("FAULT_CALLS", 0) > 0;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_killed_at_any_instant_leaves_every_call_dialled_once_and_every_webhook_kept()
    {
        var count = LongMode.Count("FAULT_CALLS", 4);
        await using var platform = await Platform.StartAsync(databases, withWorker: false, new Dictionary<string, string>
        {
            ["Dialing__RequestTimeoutSeconds"] = "2", ["StaleCalls__SyncAfterSeconds"] = "1", ["Jobs__LeaseSeconds"] = "5",
        });
        await platform.AllowActiveCallsAsync(10_000);
        var numbers = new List<string>();
        var kept = new ConcurrentBag<string>();

        foreach (var point in IsLong ? OfWorker : OfWorker[..3])
        {
            numbers.AddRange(await InsertDueCallsAsync(platform, count, silent: point == "poll.answered"));
            await InsertJobsAsync(platform, count);
            var worker = platform.StartWorker(("CALLPLATFORM_KILL_AT", $"{point}:{Math.Max(1, count / 4)}"));
            await worker.ExitedAsync($"the Worker died at {point}");
        }

        foreach (var point in IsLong ? OfApi : OfApi[..2])
        {
            var api = platform.Start("CallPlatform.Api", ServiceProcess.FreePort(), [("CALLPLATFORM_KILL_AT", $"{point}:{Math.Max(1, count / 4)}")]);
            await api.HealthyAsync();
            numbers.AddRange(await UseUntilItDiesAsync(platform, api, point, count, kept));
        }

        var calls = await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls");
        platform.StartWorker();
        await Eventually.SeesAsync(() => platform.QueryAsync<string>(Unfinished), left => left.Length == 0, $"all {calls} calls are completed and nothing is left to do");

        // Who placed a call through an Api that died before it committed has no call; everybody else was called once.
        var called = await platform.QueryAsync<string[]>("set app.organization = '*'; select array_agg(to_number) from calls");
        Assert.Equal(called.Length, called.Distinct().Count());
        Assert.Superset(called.ToHashSet(), numbers.ToHashSet());
        var rings = await platform.RingsAsync();
        Assert.Equal([], numbers.Where(n => rings.GetValueOrDefault(n) != (called.Contains(n) ? 1 : 0)).Select(n => $"{n} rang {rings.GetValueOrDefault(n)} times"));

        var stored = await platform.QueryAsync<string[]>("set app.organization = '*'; select coalesce(array_agg(subject), '{}') from webhook_inbox");
        Assert.Superset(kept.ToHashSet(), stored.ToHashSet());

        // No event is missing: each call's timeline begins with its start and ends with its end.
        Assert.Equal(0, await platform.QueryAsync<long>("""
            set app.organization = '*';
            select count(*) from calls c where not exists (select from call_events e where e.call_id = c.id and e.status = 'completed')
            """));
    }

    /// <summary>Places calls and sends webhooks until nobody answers any more. Returns the numbers that were asked for.</summary>
    private static async Task<List<string>> UseUntilItDiesAsync(Platform platform, ServiceProcess api, string point, int count, ConcurrentBag<string> kept)
    {
        var numbers = new ConcurrentBag<string>();
        using var http = new HttpClient { BaseAddress = new Uri(api.Url), Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = platform.Client.DefaultRequestHeaders.Authorization;
        http.DefaultRequestHeaders.Add("x-vapi-secret", Platform.WebhookSecret);
        await Parallel.ForEachAsync(Enumerable.Range(0, 10 * count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Ct }, async (i, ct) =>
        {
            if (api.HasExited)
            {
                return;
            }

            try
            {
                var number = Number();
                using var made = await platform.Client.PostAsJsonAsync("/api/contacts", new { name = "Kept", phone = number }, ct);
                var contact = (await Platform.JsonOf(made)).GetProperty("id").GetGuid();
                numbers.Add(number);
                using var placed = await http.PostAsJsonAsync("/api/calls", new { contact_id = contact, assistant_id = Platform.Assistant, phone_number_id = Platform.PhoneNumber }, ct);

                var subject = Guid.NewGuid().ToString();
                using var told = await http.PostAsJsonAsync(
                    "/api/calls/webhook", new { message = new { type = "status-update", status = "in-progress", timestamp = 1763900000000 + i, call = new { id = subject } } }, ct);
                if (told.StatusCode == HttpStatusCode.OK)
                {
                    kept.Add(subject);
                }
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
            {
                // It died before it answered: nothing was promised.
            }
        });
        await api.ExitedAsync($"the Api died at {point}");
        return [.. numbers];
    }

    private static async Task<string[]> InsertDueCallsAsync(Platform platform, int count, bool silent)
    {
        // 0008: no webhook ever comes; only asking tells how the call ended.
        var numbers = Enumerable.Range(0, count).Select(_ => silent ? Number()[..^4] + "0008" : Number()).Distinct().ToArray();
        await platform.SetAsync($"""
            insert into calls (id, organization_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, status, counted_on, created_at, updated_at)
            select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', '{Platform.Assistant}', '{Platform.PhoneNumber}', n, now(), 'ready', current_date, now(), now()
            from organizations o, unnest(array['{string.Join("','", numbers)}']) n
            """);
        return numbers;
    }

    /// <summary>Work that any Worker takes at once and that changes nothing.</summary>
    private static Task InsertJobsAsync(Platform platform, int count) => platform.SetAsync($$"""
        insert into jobs (id, organization_id, kind, payload, state, due_at, max_attempts, created_at)
        select gen_random_uuid(), o.id, 'end_call', jsonb_build_object('call_id', gen_random_uuid()), 'ready', now(), 12, now() from organizations o, generate_series(1, {{count}})
        """);

    private static string Number() => $"+1555{Random.Shared.Next(100, 1000)}{Random.Shared.Next(1000, 10_000)}";
}
