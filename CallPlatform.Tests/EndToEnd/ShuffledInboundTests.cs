using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>A thousand calls whose events come twice, shuffled, while Workers die: each is one call, and every figure is right.</summary>
public class ShuffledInboundTests(TestDatabases databases)
{
    private const int Calls = 1000;
    private const int People = 400;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_calls_told_twice_and_shuffled_while_workers_die_are_exactly_a_thousand()
    {
        await using var platform = await Platform.StartAsync(databases, withWorker: false);
        var random = new Random(4);
        var (_, csr) = await platform.StaffAsync("csr");
        await platform.StaffAsync("csr");
        await platform.StaffAsync("sales_rep");
        await platform.TrackAsync("+15550100199", csr);
        await platform.TrackAsync("+15550100198");
        var events = Enumerable.Range(0, Calls).SelectMany(EventsOf).SelectMany(e => new[] { e, e }).ToArray();
        random.Shuffle(events);

        var worker = platform.StartWorker();
        var sending = Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (e, _) =>
            Assert.Equal(HttpStatusCode.OK, await platform.RailAsync(e.Name, e.Body)));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await Task.Delay(TimeSpan.FromSeconds(4), Ct);
            await worker.KillAsync();
            worker = platform.StartWorker();
        }

        await sending;
        var answered = Enumerable.Range(0, Calls).Count(IsAnswered);
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("select count(*) from webhook_inbox where state = 'received'") == 0, "the inbox is worked off");
        await Eventually.HoldsAsync(
            async () => await platform.QueryAsync<long>("select count(*) from analysis_tasks where state in ('waiting', 'processing')") == 0
                && await platform.QueryAsync<long>("select count(*) from call_analyses") == answered,
            $"{answered} analyses");

        Assert.Equal((long)Calls, await platform.QueryAsync<long>("select count(*) from calls where direction = 'inbound'"));
        Assert.Equal((long)answered, await platform.QueryAsync<long>("select count(*) from calls where status = 'completed'"));
        Assert.Equal((long)People, await platform.QueryAsync<long>("select count(*) from contacts"));
        Assert.Equal((long)People, await platform.QueryAsync<long>("select count(*) from leads"));
        Assert.Equal((long)answered, await platform.QueryAsync<long>("select count(*) from call_transcripts"));
        Assert.Equal(
            await platform.QueryAsync<long>("select count(*) from (select distinct c.lead_id, a.appointment_date from call_analyses a join calls c on c.id = a.call_id where a.booking_status = 'booked') b"),
            await platform.QueryAsync<long>("select count(*) from appointments where status <> 'cancelled'"));
        Assert.Equal((long)(Calls - answered), await platform.QueryAsync<long>("select count(*) from missed_calls"));
        await platform.FiguresEqualARecountAsync();

        await LateAndRepeatedAsync(platform, random);
        await platform.FiguresEqualARecountAsync();
    }

    // Analyses that come again and differently, outcomes that people change: the figures follow.
    private static async Task LateAndRepeatedAsync(Platform platform, Random random)
    {
        var calls = (await platform.Client.DataAsync("/api/v1/calls?limit=60&status=completed")).Items().Select(c => c.GetProperty("id").GetGuid()).ToList();
        var organization = await platform.QueryAsync<Guid>("select id from organizations order by created_at limit 1");
        string[] bookings = ["booked", "not_booked", "service_not_offered", "perhaps"];
        string[] categories = ["qualified_and_booked", "qualified_but_unbooked", "qualified_service_not_offered", "unheard_of"];
        foreach (var call in calls)
        {
            using var anew = await platform.Client.PostAsync(new Uri($"/api/v1/calls/{call}/analysis", UriKind.Relative), null, Ct);
            Assert.Equal(HttpStatusCode.Accepted, anew.StatusCode);
            await platform.ShunyaAsync(new
            {
                event_type = "call.analysis.complete", status = "completed", company_id = organization, call_id = call,
                data = new
                {
                    qualification = new { booking_status = bookings[random.Next(4)], call_outcome_category = categories[random.Next(4)], appointment_date = "2026-12-01T10:00:00" },
                    objections = new { objections = new[] { new { category_text = "Price", objection_text = "Too dear", overcome = random.Next(2) == 0 } } },
                    compliance = new { compliance_score = random.NextDouble() },
                },
            });
        }

        foreach (var appointment in (await platform.Client.DataAsync("/api/v1/appointments?limit=40")).Items())
        {
            string[] outcomes = ["won", "lost", "pending"];
            using var changed = await platform.Client.PatchAsJsonAsync(
                $"/api/v1/appointments/{appointment.GetProperty("id").GetGuid()}", new { outcome = outcomes[random.Next(3)], notes = "Called." }, Ct);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        await Eventually.HoldsAsync(
            async () => await platform.QueryAsync<long>("select count(*) from analysis_tasks where state in ('waiting', 'processing')") == 0
                && await platform.QueryAsync<long>("select count(*) from webhook_inbox where state = 'received'") == 0,
            "the repeated analyses are in");
    }

    private static bool IsAnswered(int call) => call % 5 != 0;

    private static IEnumerable<(string Name, object Body)> EventsOf(int call)
    {
        // Digits from 0100 on: no special caller, and one booking caller in ten.
        var digits = call % 10 == 1 ? "0014" : "0" + (100 + (call % 800));
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(-37 * call);
        object Body(bool over, string? recording) => new
        {
            call_id = $"CAL{call:D8}",
            caller_number = $"+1555{2_000_000 + (call % People):D7}",
            tracking_number = call % 2 == 0 ? "+15550100199" : "(555) 010-0198",
            recording_url = recording,
            duration = over && IsAnswered(call) ? 60 + (call % 200) : 0,
            answered = over && IsAnswered(call),
            timestamp = start,
        };
        yield return ("incoming", Body(false, null));
        if (IsAnswered(call))
        {
            yield return ("answered", Body(false, null));
            yield return ("completed", Body(true, $"https://app.callrail.example/{call}.mp3?callee={digits}"));
        }
        else
        {
            yield return ("missed", Body(true, null));
        }
    }
}
