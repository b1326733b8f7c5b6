using CallPlatform.Core.Calls;
using CallPlatform.Core.Providers;
using CallPlatform.Tests.Simulator;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Core.Dialing;

/// <summary>Two dialers on one database; the Simulator's phones stay busy, since its clock is slow and nobody hears of an end.</summary>
public class DialerTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_calls_are_held_exactly_across_two_dialers_and_those_next_in_line_are_told()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 7);
        await stage.Rows.CallsAsync(organization, 200, "'+4930' || (1004000 + g)", "now() - interval '1 minute'");

        await stage.DialAsync();

        Assert.Equal(7, await stage.AcceptedAsync(7));
        Assert.Equal(193L, await stage.Rows.ReadAsync<long>("select count(*) from calls where status = 'ready'"));
        Assert.True(await stage.Rows.ReadAsync<long>("select count(*) from dial_decisions where verdict = 'wait' and reason = 'concurrency'") > 0);
    }

    [Fact]
    public async Task Calls_per_minute_are_held_exactly_and_the_next_minute_brings_as_many_again()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 1000, perMinute: 20);
        await stage.Rows.CallsAsync(organization, 100, "'+4930' || (1004000 + g)", "now() - interval '1 minute'");

        await stage.DialAsync();
        Assert.Equal(20, await stage.AcceptedAsync(20));
        Assert.Equal("rate", await stage.Rows.ReadAsync<string>("select wait_reason from calls where status = 'ready' and wait_reason is not null limit 1"));

        stage.Clock.Jump(TimeSpan.FromSeconds(59));
        await stage.DialAsync();
        stage.Clock.Jump(TimeSpan.FromSeconds(30));
        await stage.DialAsync();

        Assert.Equal(40, await stage.AcceptedAsync(40));
        Assert.False(await stage.Rows.ReadAsync<bool>("""
            select coalesce(bool_or(n > 20), false) from (
              select count(*) over (order by sending_at range between interval '60 seconds' preceding and current row) as n from dial_attempts) w
            """));
    }

    [Fact]
    public async Task A_large_campaign_starves_neither_a_single_call_nor_another_campaign_nor_another_organisation()
    {
        await using var stage = await Stage.SetAsync(databases);
        var (one, other) = (await stage.Rows.OrganizationAsync(lines: 6), await stage.Rows.OrganizationAsync(lines: 2));
        var large = await stage.Rows.CampaignAsync(one);
        await stage.Rows.CallsAsync(one, 5000, "'+4930' || (1004000 + g)", "now() - interval '1 day'", large);
        await stage.Rows.CallsAsync(one, 1, "'+4940' || (1004000 + g)", "now() - interval '1 second'");
        await stage.Rows.CallsAsync(one, 2, "'+4950' || (1004000 + g)", "now() - interval '1 second'", await stage.Rows.CampaignAsync(one));
        await stage.Rows.CallsAsync(other, 2, "'+4960' || (1004000 + g)", "now() - interval '1 second'");

        await stage.DialAsync();

        await stage.AcceptedAsync(8);
        Assert.Equal(0L, await stage.Rows.ReadAsync<long>("select count(*) from calls where status = 'ready' and to_number !~ '^[+]4930'"));
        Assert.Equal(3L, await stage.Rows.ReadAsync<long>("select count(*) from calls where status <> 'ready' and to_number ~ '^[+]4930'"));
    }

    [Fact]
    public async Task A_person_s_call_goes_first_and_paused_suppressed_and_talked_with_people_are_not_called()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 1);
        await stage.Rows.CallsAsync(organization, 3, "'+4930' || (1004000 + g)", "now() - interval '1 day'");
        await stage.Rows.CallsAsync(organization, 1, "'+4940' || (1004000 + g)", "now()", priority: CallPriority.Person);
        await stage.Rows.CallsAsync(organization, 5, "'+4950' || (1004000 + g)", "now() - interval '2 days'", await stage.Rows.CampaignAsync(organization, "paused"));
        var quiet = await stage.Rows.OrganizationAsync(lines: 10);
        await stage.Rows.CallsAsync(quiet, 3, "'+4960' || (1004000 + g)", "now() - interval '1 day'");
        await stage.Rows.RunAsync($"""
            insert into suppressions (organization_id, phone, reason, source, created_at) values ('{quiet}', '+49601004001', 'asked', 'person', now());
            insert into human_contacts (organization_id, phone, kind, at) values ('{quiet}', '+49601004002', 'staff', now() - interval '1 hour');
            """);

        await stage.DialAsync();

        await stage.AcceptedAsync(2);
        Assert.Equal("+49401004001", await stage.Rows.ReadAsync<string>($"select to_number from calls where organization_id = '{organization}' and status <> 'ready'"));
        Assert.Equal("cancelled suppressed", await stage.Rows.ReadAsync<string>("select status || ' ' || error_code from calls where to_number = '+49601004001'"));
        Assert.Equal("ready recent_contact", await stage.Rows.ReadAsync<string>("select status || ' ' || wait_reason from calls where to_number = '+49601004002'"));
        Assert.Equal(0L, await stage.Rows.ReadAsync<long>("select count(*) from dial_attempts a join calls c on c.id = a.call_id where c.to_number ~ '^[+]4950'"));
    }

    [Fact]
    public async Task A_spent_budget_holds_calls_until_the_month_ends_and_the_owner_is_told_once()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 10);
        await stage.Rows.RunAsync($"""
            update dial_limits set monthly_budget = 10 where organization_id = '{organization}';
            insert into call_stats_daily (organization_id, day, cost) values ('{organization}', current_date, 10.5)
            """);
        await stage.Rows.CallsAsync(organization, 2, "'+4930' || (1004000 + g)", "now() - interval '1 day'");

        await stage.DialAsync();
        await stage.One.KeepAsync(Ct);
        await stage.Other.KeepAsync(Ct);

        Assert.Equal(2L, await stage.Rows.ReadAsync<long>("select count(*) from calls where wait_reason = 'budget' and due_at = date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + interval '1 month'"));
        Assert.Equal(1L, await stage.Rows.ReadAsync<long>("select count(*) from notices where kind = 'budget'"));
    }

    [Fact]
    public async Task A_missed_call_is_tried_again_by_its_delays_and_an_opt_out_suppresses_the_number()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 10);
        var campaign = await stage.Rows.CampaignAsync(organization);
        await stage.Rows.CallsAsync(organization, 2, "'+4930' || (1004000 + g)", "now() - interval '1 day'", campaign);
        await stage.DialAsync();
        await stage.AcceptedAsync(2);

        var accepted = 2;
        foreach (var minutes in (int[])[15, 60])
        {
            await stage.TellAsync("+49301004001", CallStatus.Busy);
            Assert.Equal("ready retry busy", await stage.Rows.ReadAsync<string>("select concat_ws(' ', status, wait_reason, missed_reason) from calls where to_number = '+49301004001'"));
            var due = await stage.Rows.ReadAsync<DateTime>("select due_at from calls where to_number = '+49301004001'");
            Assert.InRange((due - stage.Clock.GetUtcNow()).TotalMinutes, minutes - 2, minutes);
            stage.Clock.Jump(TimeSpan.FromMinutes(minutes));
            await stage.DialAsync();
            await stage.AcceptedAsync(++accepted);
        }

        await stage.TellAsync("+49301004001", CallStatus.Busy);
        await stage.TellAsync("+49301004002", CallStatus.Completed, "do_not_call");

        Assert.Equal("busy 3", await stage.Rows.ReadAsync<string>("select concat_ws(' ', status, attempts) from calls where to_number = '+49301004001'"));
        Assert.Equal("+49301004002 call", await stage.Rows.ReadAsync<string>("select phone || ' ' || source from suppressions"));
        await stage.One.KeepAsync(Ct);
        Assert.Equal("completed", await stage.Rows.ReadAsync<string>("select status from campaigns"));
        Assert.Equal("attempts=4 status:busy=1 status:completed=1", await stage.CountsAsync());
    }

    [Fact]
    public async Task A_campaign_whose_calls_fail_pauses_itself_and_names_them()
    {
        await using var stage = await Stage.SetAsync(databases);
        var organization = await stage.Rows.OrganizationAsync(lines: 10);
        var campaign = await stage.Rows.CampaignAsync(organization, breakers: """{"window_minutes": 60, "min_calls": 3, "max_failure_rate": 0.5}""");
        await stage.Rows.CallsAsync(organization, 30, "'+4930' || (1004000 + g)", "now() - interval '1 day'", campaign);
        await stage.DialAsync();
        await stage.AcceptedAsync(10);
        var numbers = await stage.Rows.ListAsync("select to_number from calls where status = 'queued' order by 1 limit 4", r => r.GetString(0));
        foreach (var number in numbers)
        {
            await stage.TellAsync(number, CallStatus.Failed);
        }

        await stage.One.KeepAsync(Ct);

        Assert.Equal("paused breaker:failures 4", await stage.Rows.ReadAsync<string>("select concat_ws(' ', status, paused_reason, jsonb_array_length(paused_detail->'call_ids')) from campaigns"));
        Assert.Equal(1L, await stage.Rows.ReadAsync<long>("select count(*) from notices where kind = 'campaign_paused'"));
        var dialled = await stage.Rows.ReadAsync<long>("select count(*) from dial_attempts");
        stage.Clock.Jump(TimeSpan.FromHours(2));
        await stage.DialAsync();
        Assert.Equal(dialled, await stage.Rows.ReadAsync<long>("select count(*) from dial_attempts"));
    }

    private sealed class Stage : IAsyncDisposable
    {
        private readonly SimulatorHost simulator;

        private Stage(SimulatorHost simulator, DialingRows rows, JumpClock clock, DialingHost one, DialingHost other) =>
            (this.simulator, Rows, Clock, One, Other) = (simulator, rows, clock, one, other);

        public DialingRows Rows { get; }
        public JumpClock Clock { get; }
        public DialingHost One { get; }
        public DialingHost Other { get; }

        public static async Task<Stage> SetAsync(TestDatabases databases)
        {
            var connection = await databases.CreateAsync(Ct);
            var simulator = await SimulatorHost.StartAsync(("Speed", "1"));
            var clock = new JumpClock();
            return new Stage(
                simulator, new DialingRows(connection), clock, await DialingHost.StartAsync(connection, simulator.Url, clock),
                await DialingHost.StartAsync(connection, simulator.Url, clock));
        }

        public Task DialAsync() => Task.WhenAll(One.DialAllAsync(Ct), Other.DialAllAsync(Ct));

        /// <summary>How many calls the Simulator took, once it took as many as are expected and every dial is answered.</summary>
        public async Task<int> AcceptedAsync(int expected)
        {
            var seen = await Eventually.SeesAsync(
                async () => (await simulator.GetAsync("/sim/stats")).GetProperty("calls").GetProperty("calls_accepted").GetInt32(),
                accepted => accepted >= expected, $"{expected} calls are accepted");
            await Eventually.HoldsAsync(
                async () => await Rows.ReadAsync<long>("select count(*) from dial_attempts where answered_at is null") == 0, "all dials are answered");
            return seen;
        }

        public async Task TellAsync(string number, CallStatus status, string? outcome = null)
        {
            var attempt = await Rows.ReadAsync<Guid>($"select a.id from dial_attempts a join calls c on c.id = a.call_id where c.to_number = '{number}' order by a.number desc limit 1");
            await One.TellAsync(
                new ReportedSignal("vapi", null, attempt, new CallSignal
                {
                    Source = SignalSource.Webhook, Rank = FactRank.Report, Attempt = 0, At = Clock.GetUtcNow(), Status = status, IsReport = true, Outcome = outcome,
                    Transcript = "AI: Hello.", ErrorCode = status == CallStatus.Failed ? "provider_failed" : null,
                }),
                Ct);
        }

        public Task<string> CountsAsync() => Rows.ReadAsync<string>(
            "select string_agg(key || '=' || value, ' ' order by key) from campaign_counts where value <> 0 and key <> 'cost_micros'");

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Other.DisposeAsync();
            await simulator.DisposeAsync();
        }
    }
}
