using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>SIGKILL at the two instants that matter: nobody's phone rings twice, and no call is forgotten.</summary>
public class WorkerKilledTests(TestDatabases databases)
{
    [Theory]
    [InlineData("dial.attempt_written")]
    [InlineData("dial.answer_received")]
    public async Task A_worker_killed_while_dialling_leaves_every_call_dialled_exactly_once(string instant)
    {
        await using var platform = await Platform.StartAsync(
            databases, withWorker: false, new Dictionary<string, string> { ["Dialing__RequestTimeoutSeconds"] = "2" });
        await platform.AllowActiveCallsAsync(100);
        const int calls = 5;
        await InsertDueCallsAsync(platform, calls);

        // The first request to dial kills it; whatever else was claimed with it is left as it stood.
        var killed = platform.StartWorker(("CALLPLATFORM_KILL_AT", instant));
        await killed.ExitedAsync();
        Assert.True(await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from dial_attempts where state = 'sending'") > 0);

        platform.StartWorker();
        await Eventually.SeesAsync(
            () => platform.QueryAsync<long>("set app.organization = '*'; select count(*) from calls where status = 'completed'"),
            completed => completed == calls,
            "every call is completed");

        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(1, await platform.RingsAsync($"+1555010{4700 + i}"));
        }
    }

    private static Task InsertDueCallsAsync(Platform platform, int count) => platform.SetAsync($"""
        insert into calls (id, organization_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, status, counted_on, created_at, updated_at)
        select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', '{Platform.Assistant}', '{Platform.PhoneNumber}', '+1555010' || (4700 + i),
          now(), 'ready', current_date, now(), now()
        from organizations o, generate_series(0, {count - 1}) i
        """);
}
