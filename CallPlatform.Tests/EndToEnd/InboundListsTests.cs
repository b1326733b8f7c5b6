using System.Net;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>The lists of inbound work, page by page, and the booking trend, on a handful of calls over three weeks.</summary>
public class InboundListsTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_list_is_complete_page_by_page_and_the_trend_has_every_period()
    {
        // A Monday; two of the calls began in the same second.
        var monday = new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] times = [monday, monday, monday.AddDays(1), monday.AddDays(8), monday.AddDays(15), monday.AddDays(15).AddHours(1)];
        string[] talks = ["0014", "2300", "2301", "0014", "2302", "0012"];
        for (var i = 0; i < times.Length; i++)
        {
            await shared.CallAsync($"CALlist{i}", $"+1555236{i:D4}", talks[i], times[i]);
            await shared.CallAsync($"CALmiss{i}", $"+1555237{i:D4}", null, times[i], "missed");
        }

        await Eventually.HoldsAsync(async () => await shared.Platform.QueryAsync<long>("select count(*) from call_analyses") == times.Length, "all are analysed");
        foreach (var path in (string[])["calls", "calls?direction=inbound", "calls/unbooked/self", "leads", "contact-cards", "missed-calls", "webhooks/inbox", "tasks", "analysis-tasks?state=completed", "appointments"])
        {
            await IsCompleteAsync(path);
        }

        Assert.Equal(2, (await shared.Csr.DataAsync("/api/v1/calls?booking_status=booked")).Total());
        Assert.Equal(4, (await shared.Csr.DataAsync("/api/v1/calls/unbooked/self")).Total());
        Assert.Equal(3, (await shared.Csr.DataAsync("/api/v1/calls?date_from=2026-03-02&date_to=2026-03-03&status=completed")).Total());
        await TrendAsync();
        await shared.Platform.FiguresEqualARecountAsync();
    }

    private async Task TrendAsync()
    {
        const string Range = "date_from=2026-03-02&date_to=2026-03-20";
        var days = await PointsAsync($"day&{Range}");
        Assert.Equal(19, days.Length);
        Assert.Equal([4, 2, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0], days.Select(p => p.GetProperty("total_calls").GetInt64()));
        var weeks = await PointsAsync($"week&{Range}");
        Assert.Equal(["2026-03-02", "2026-03-09", "2026-03-16"], weeks.Select(p => p.Text("period_start")));
        Assert.Equal([1, 1, 0], weeks.Select(p => p.GetProperty("booked_calls").GetInt64()));
        var month = Assert.Single(await PointsAsync($"month&{Range}"));
        Assert.Equal(12, month.GetProperty("total_calls").GetInt64());
        Assert.Equal(2, month.GetProperty("booked_calls").GetInt64());
        Assert.All(days.Where(d => d.GetProperty("qualified_calls").GetInt64() == 0), d => Assert.Equal(JsonValueKind.Null, d.GetProperty("booking_rate").ValueKind));
        using var wrong = await shared.Csr.GetAsync(new Uri("/api/v1/metrics/csr/booking-trend/self?granularity=hour", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var notMine = await shared.Owner.GetAsync(new Uri("/api/v1/metrics/csr/booking-trend/self", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, notMine.StatusCode);
    }

    private async Task<JsonElement[]> PointsAsync(string query) =>
        [.. (await shared.Csr.DataAsync($"/api/v1/metrics/csr/booking-trend/self?granularity={query}")).GetProperty("points").EnumerateArray()];

    private async Task IsCompleteAsync(string path)
    {
        var client = path.EndsWith("/self", StringComparison.Ordinal) ? shared.Csr : shared.Owner;
        var sign = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var whole = await client.DataAsync($"/api/v1/{path}{sign}limit=200");
        Assert.True(whole.Items().Length > 2 || path is "tasks" or "appointments", $"{path} shows {whole.Items().Length}");
        Assert.Equal(whole.Total(), whole.Items().Length);
        var seen = new List<string>();
        for (string? cursor = null; seen.Count <= whole.Items().Length;)
        {
            var word = path == "appointments" ? "offset" : "cursor";
            var page = await client.DataAsync($"/api/v1/{path}{sign}limit=2{(cursor is null ? "" : $"&{word}={cursor}")}");
            Assert.Equal(whole.Total(), page.Total());
            seen.AddRange(page.Items().Select(IdOf));
            cursor = page.Text("next_cursor");
            if (cursor is null)
            {
                break;
            }
        }

        Assert.Equal(whole.Items().Select(IdOf), seen);
        using var wrong = await client.GetAsync(new Uri($"/api/v1/{path}{sign}{(path == "appointments" ? "offset=-1" : "cursor=nonsense")}", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private static string IdOf(JsonElement item) => (item.TryGetProperty("id", out var id) ? id : item.GetProperty("call_id")).GetString()!;
}
