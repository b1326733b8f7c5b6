using System.Net;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Every row of the Simulator's table, through the Api, with a Worker, without a human.</summary>
public class DigitTableTests(TestDatabases databases)
{
    private static readonly (string Digits, string Status)[] Rows =
    [
        ("0001", "busy"), ("0002", "no-answer"), ("0003", "voicemail"), ("0004", "failed"), ("0006", "completed"), ("0007", "completed"),
        ("0008", "completed"), ("0009", "completed"), ("0010", "completed"), ("0011", "completed"), ("0012", "completed"),
        ("0013", "completed"), ("0014", "completed"), ("4711", "completed"),
    ];

    [Fact]
    public async Task Every_row_ends_as_the_table_says_and_rings_once()
    {
        await using var platform = await Platform.StartAsync(databases);
        await platform.AllowActiveCallsAsync(100);

        await Task.WhenAll(Rows.Select(async row =>
        {
            var number = $"+1555010{row.Digits}";
            var (status, body) = await platform.CallAsync(number);
            Assert.Equal(HttpStatusCode.Created, status);

            await platform.EndsAsAsync(body.GetProperty("id").GetGuid(), row.Status);
            Assert.Equal(1, await platform.RingsAsync(number));
        }));

        var (refused, problem) = await platform.CallAsync("+15550100005");
        Assert.Equal(HttpStatusCode.BadGateway, refused);
        Assert.Equal("vapi_api_error", problem.GetProperty("code").GetString());

        await RollUpsEqualARecountAsync(platform);
        var stats = await platform.GetAsync("/api/calls/stats");
        Assert.Equal(14, stats.GetProperty("lineChart").GetProperty("points").GetArrayLength());
        Assert.Equal(4, stats.GetProperty("cards").GetArrayLength());
    }

    private static async Task RollUpsEqualARecountAsync(Platform platform)
    {
        const string kept = "select concat_ws(',', sum(placed), sum(completed), sum(missed), sum(failed), sum(cancelled), sum(talk_seconds), sum(cost)) from call_stats_daily";
        const string counted = """
            select concat_ws(',', count(*) filter (where attempts > 0), count(*) filter (where status = 'completed'),
              count(*) filter (where status in ('busy', 'no-answer', 'voicemail')), count(*) filter (where status = 'failed'),
              count(*) filter (where status = 'cancelled'), coalesce(sum(duration_seconds) filter (where status = 'completed'), 0),
              (select sum(cost) from dial_attempts)) from calls
            """;
        await Eventually.HoldsAsync(
            async () => await platform.QueryAsync<string>("set app.organization = '*'; " + kept) == await platform.QueryAsync<string>("set app.organization = '*'; " + counted),
            "the roll-ups equal a recount");
    }
}
