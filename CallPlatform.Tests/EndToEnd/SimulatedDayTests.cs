using System.Globalization;
using System.Text.Json;
using CallPlatform.Core.Dialing;
using CallPlatform.Tests.Core.Dialing;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>
/// A day that a business leaves alone: 5,000 people in four time zones, three organisations, two Workers, every outcome the Simulator
/// knows. The clock jumps whenever nobody has anything to do, so the day takes as long as its work.
/// </summary>
public class SimulatedDayTests(TestDatabases databases)
{
    private static readonly (string Zone, string Number)[] Zones =
    [
        ("Asia/Calcutta", "'+9198' || lpad(g::text, 4, '0')"),
        ("Europe/Berlin", "'+4930' || lpad(g::text, 4, '0')"),
        ("America/New_York", "'+1' || (array['212','332','646','718','917','929'])[1 + g / 900] || (100 + g % 900)"),
        ("America/Los_Angeles", "'+1' || (array['213','310','323','415','510','619'])[1 + g / 900] || (100 + g % 900)"),
    ];

    // Busy, silent, voicemail, failing, refused, told "later", dropped and silent phones among talks of every kind.
    private const string Digits = "(array['0001','0001','0002','0002','0002','0003','0004','0005','0006','0007','0008','0009','0012','0013','0014','4711','2020','2033','2047','2051'])[1 + g % 20]";

    private static readonly (int Lines, int PerMinute, string From, int Calls)[] Businesses =
    [
        (60, 1500, "3c5a9e72-1d84-4f6b-8e21-000000000001", 2400),
        (40, 900, "3c5a9e72-1d84-4f6b-8e21-000000000002", 1600),
        (25, 600, "3c5a9e72-1d84-4f6b-8e21-000000000003", 1000),
    ];

    private const string Schedule = """
        {"windows": {"mon": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}], "tue": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}],
          "wed": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}], "thu": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}],
          "fri": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}], "sat": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}],
          "sun": [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]},
         "max_attempts": 2, "retry_delays_minutes": {"no_answer": [60], "busy": [20], "voicemail": [120], "failed": [30]}}
        """;

    private const long Quarter = 15 * TimeSpan.TicksPerMinute;

    /// <summary>Of the 5,000 calls, so many in a hundred: a machine that does much else may play a smaller day.</summary>
    private static readonly int Percent = int.TryParse(Environment.GetEnvironmentVariable("SIMULATED_DAY_PERCENT"), CultureInfo.InvariantCulture, out var percent) ? percent : 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_called_at_night_twice_or_beyond_a_limit_and_every_call_ends_or_says_why_it_waits()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false, new Dictionary<string, string>
        {
            ["Simulator__Speed"] = "2000", ["Simulator__AnswerDelayMs"] = "0",
        });
        var rows = new DialingRows(platform.ConnectionString);
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(1), TimeSpan.Zero);
        var organizations = await LoadAsync(rows, start);
        var clock = new JumpClock(start);

        // The clock runs ten times as fast as requests do: a busy machine's slow answer must not be taken for none. And nobody reads along.
        (string, string)[] settings =
        [
            ("Dialing:LookupIntervalSeconds", "1"), ("Dialing:BatchSize", "300"), ("Dialing:RequestTimeoutSeconds", "300"),
            ("VAPI_SERVER_MESSAGES", "status-update, end-of-call-report"),
        ];
        await using var one = await DialingHost.StartAsync(platform.ConnectionString, platform.Simulator.Url, clock, settings);
        await using var other = await DialingHost.StartAsync(platform.ConnectionString, platform.Simulator.Url, clock, settings);

        using var evening = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var workers = one.Loops.Concat(other.Loops).Select(loop => WorkAsync(loop, evening.Token)).ToArray();
        await PassDayAsync(rows, clock, start.AddHours(30), workers);
        await evening.CancelAsync();
        await Task.WhenAll(workers);

        await EveryDialWasInItsWindowAsync(rows);
        await RatesHeldAsync(rows, organizations);
        await PhonesAgreeAsync(rows, platform);
        Assert.Equal(0L, await rows.ReadAsync<long>("select count(*) from calls where status in ('queued', 'initiated', 'ringing', 'in-progress')"));
        Assert.Equal(0L, await rows.ReadAsync<long>("select count(*) from calls where status = 'ready' and wait_reason is null"));
        Assert.Equal(0L, await rows.ReadAsync<long>("select count(*) from calls where status = 'ready' and attempts = 0"));
        Assert.Equal(0L, await rows.ReadAsync<long>("""
            select count(*) from (select campaign_id, 'status:' || status as key, count(*) as n from calls where campaign_id is not null group by 1, 2) r
            full join (select * from campaign_counts where key like 'status:%' and value <> 0) c using (campaign_id, key) where r.n is distinct from c.value
            """));
    }

    private static async Task<List<Guid>> LoadAsync(DialingRows rows, DateTimeOffset start)
    {
        var organizations = new List<Guid>();
        var due = $"'{start.ToString("O", CultureInfo.InvariantCulture)}'::timestamptz";
        for (var b = 0; b < Businesses.Length; b++)
        {
            var business = Businesses[b];
            var organization = await rows.OrganizationAsync(business.Lines, business.PerMinute, Schedule);
            organizations.Add(organization);
            var campaign = await rows.CampaignAsync(organization, breakers: """{"max_failure_rate": null, "max_opt_out_rate": null, "max_silent_rate": null}""");
            foreach (var (_, number) in Zones)
            {
                // Half of them in a campaign, half on their own; no two businesses share a number.
                var half = business.Calls * Percent / 100 / Zones.Length / 2;
                await rows.CallsAsync(organization, half, $"{number.Replace("g", $"(g + {b * 1500})", StringComparison.Ordinal)} || {Digits}", due, campaign, from: business.From);
                await rows.CallsAsync(organization, half, $"{number.Replace("g", $"(g + {(b * 1500) + 750})", StringComparison.Ordinal)} || {Digits}", due, from: business.From);
            }
        }

        return organizations;
    }

    private static async Task WorkAsync(Func<CancellationToken, Task<bool>> round, CancellationToken evening)
    {
        while (!evening.IsCancellationRequested)
        {
            try
            {
                if (!await round(evening))
                {
                    await Task.Delay(100, evening); // each look costs the machine: an idle Worker looks now and then
                }
            }
            catch (OperationCanceledException) when (evening.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Moves the clock to the next thing that has a time, whenever nothing is under way.</summary>
    private static async Task PassDayAsync(DialingRows rows, JumpClock clock, DateTimeOffset end, Task[] workers)
    {
        while (clock.GetUtcNow() < end)
        {
            Assert.DoesNotContain(workers, w => w.IsCompleted);
            var now = $"'{clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}'::timestamptz";
            var (busy, held, next) = (await rows.ListAsync(
                $"""
                select (select count(*) from calls c where status in ('queued', 'initiated', 'ringing', 'in-progress')
                         and not exists (select from dial_attempts a where a.call_id = c.id and a.number = c.attempt and a.state = 'unknown'))
                     + (select count(*) from webhook_inbox where state = 'received') + (select count(*) from dial_attempts where answered_at is null and state = 'sending')
                     + (select count(*) from calls where status = 'ready' and due_at <= {now} and wait_reason is distinct from 'rate'),
                  (select count(*) from calls where status = 'ready' and due_at <= {now}),
                  least((select min(due_at) from calls where status = 'ready' and due_at > {now}), (select min(due_at) from jobs where state = 'ready'),
                    (select min(next_lookup_at) from dial_attempts where state in ('sending', 'unknown')), (select min(next_poll_at) from calls where status in ('queued', 'initiated', 'ringing', 'in-progress')))
                """,
                r => (r.GetInt64(0), r.GetInt64(1), r.IsDBNull(2) ? (DateTimeOffset?)null : r.GetFieldValue<DateTimeOffset>(2)))).Single();
            if (busy > 0)
            {
                // Phones that tell nothing are asked after a while: it passes while others talk.
                clock.Jump(TimeSpan.FromMilliseconds(500));
                await Task.Delay(50, Ct);
            }
            else if (held > 0)
            {
                clock.Jump(TimeSpan.FromSeconds(5));
                await Task.Delay(50, Ct);
            }
            else
            {
                // To a whole quarter of an hour: what falls due within it goes side by side.
                var wanted = next is { } time && time > clock.GetUtcNow() ? time : clock.GetUtcNow();
                var whole = new DateTimeOffset(wanted.UtcTicks - (wanted.UtcTicks % Quarter) + Quarter, TimeSpan.Zero);
                clock.JumpTo(next is null || whole > end ? end : whole);
            }
        }
    }

    private static async Task EveryDialWasInItsWindowAsync(DialingRows rows)
    {
        var schedule = ScheduleReader.Read(ScheduleReader.Parse(Schedule)!).Schedule!;
        var dials = await rows.ListAsync(
            "select c.to_number, a.sending_at from dial_attempts a join calls c on c.id = a.call_id", r => (Number: r.GetString(0), At: r.GetFieldValue<DateTimeOffset>(1)));
        Assert.True(dials.Count > 40 * Percent, $"{dials.Count} dials");
        Assert.All(dials, dial => Assert.True(
            CallingWindow.At(schedule, CalleeZone.Of(null, dial.Number, "UTC").Find()!, dial.At).IsOpen, $"{dial.Number} was dialled at {dial.At:u}"));
        Assert.Equal(
            Zones.Select(z => z.Zone).Order(), dials.Select(d => CalleeZone.Of(null, d.Number, "UTC").Names[0]).Distinct().Order());
    }

    private static async Task RatesHeldAsync(DialingRows rows, List<Guid> organizations)
    {
        for (var i = 0; i < organizations.Count; i++)
        {
            var most = await rows.ReadAsync<long>($"""
                select max(n) from (select count(*) over (order by sending_at range between interval '60 seconds' preceding and current row) as n
                  from dial_attempts where organization_id = '{organizations[i]}') w
                """);
            Assert.InRange(most, 1, Businesses[i].PerMinute);
        }
    }

    private static async Task PhonesAgreeAsync(DialingRows rows, Platform platform)
    {
        using var response = await platform.Sim.GetAsync(new Uri("/sim/calls?limit=100000", UriKind.Relative), Ct);
        var phones = (await Platform.JsonOf(response)).GetProperty("items").EnumerateArray().ToList();

        // One ring an attempt, whatever was lost, repeated or late in between.
        Assert.Equal(phones.Count, phones.Select(p => p.GetProperty("external_id").GetString()).Distinct().Count());
        var attempts = await rows.ListAsync("select id from dial_attempts where state in ('sent', 'ended')", r => r.GetGuid(0).ToString());
        Assert.Equal(attempts.Order(), phones.Select(p => p.GetProperty("external_id").GetString()!).Order());
        foreach (var business in Businesses)
        {
            var edges = phones.Where(p => p.GetProperty("request").GetProperty("phoneNumberId").GetString() == business.From)
                .SelectMany(p => (ReadOnlySpan<(DateTimeOffset At, int Step)>)[(Time(p, "created_at"), 1), (Time(p, "ended_at"), -1)] is var e ? e.ToArray() : [])
                .OrderBy(e => e.At).ThenBy(e => e.Step).ToList();
            int active = 0, most = 0;
            foreach (var (_, step) in edges)
            {
                active += step;
                most = Math.Max(most, active);
            }

            Assert.InRange(most, 1, business.Lines);
        }

        static DateTimeOffset Time(JsonElement phone, string name) => phone.GetProperty(name).GetDateTimeOffset();
    }
}
