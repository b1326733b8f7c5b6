using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>Outbound talks have an analysis of the same shape as inbound ones, whoever made it.</summary>
public class OutboundAnalysisTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_voice_providers_own_analysis_is_taken_in_the_same_shape_unless_the_organisation_wants_its_own()
    {
        await using var lead = await LeadCalls.StartAsync(databases, settings: new Dictionary<string, string> { ["Simulator__CallKaro__WebhookForm"] = "envelope" });
        var platform = lead.Platform;
        var hours = "{\"windows\": {" + string.Join(", ", new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }.Select(d => $"\"{d}\": [{{\"start\": \"00:00\", \"end\": \"24:00\"}}]")) + "}}";
        using var open = await platform.Client.PutAsync(
            new Uri("/api/v1/calls/schedule-config", UriKind.Relative), new StringContent(hours, System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.True(open.IsSuccessStatusCode, await open.Content.ReadAsStringAsync(Ct));

        var own = (await platform.CallAsync("+15552340014")).Body.GetProperty("id").GetGuid();
        await lead.FormAsync("+15552350014");
        var analysis = await AnalysisAsync(platform, own);
        Assert.Equal("vapi", analysis.Text("source"));
        Assert.Equal("booked", analysis.Text("booking_status"));
        Assert.NotEqual(JsonValueKind.Null, analysis.GetProperty("document").GetProperty("source_document").GetProperty("analysis").ValueKind);
        var karo = await platform.QueryAsync<Guid>("select id from calls where to_number = '+15552350014'");
        Assert.Equal("callkaro", (await AnalysisAsync(platform, karo)).Text("source"));
        Assert.Equal("booked", (await AnalysisAsync(platform, karo)).Text("booking_status"));
        Assert.Equal(0L, await platform.QueryAsync<long>("select count(*) from analysis_tasks"));
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>("select count(*) from appointments") == 2, "both booked an appointment");

        using var rule = await platform.Client.PutAsJsonAsync("/api/v1/inbound-settings", new { analyse_outbound = true }, Ct);
        Assert.Equal(HttpStatusCode.OK, rule.StatusCode);
        var wanted = (await platform.CallAsync("+15552360014")).Body.GetProperty("id").GetGuid();
        await lead.FormAsync("+15552370014");
        Assert.Equal("shunya", (await AnalysisAsync(platform, wanted)).Text("source"));
        Assert.NotEmpty((await platform.Client.DataAsync($"/api/v1/calls/{wanted}/transcript")).GetProperty("segments").EnumerateArray());
        var second = await platform.QueryAsync<Guid>("select id from calls where to_number = '+15552370014'");
        Assert.Equal("shunya", (await AnalysisAsync(platform, second)).Text("source"));
        await platform.FiguresEqualARecountAsync();

        // Outbound talks are nobody's inbound figures.
        Assert.Equal(0L, await platform.QueryAsync<long>("select count(*) from csr_stats_daily where analysed <> 0"));
    }

    private static async Task<JsonElement> AnalysisAsync(Platform platform, Guid call)
    {
        await Eventually.HoldsAsync(async () => await platform.QueryAsync<long>($"select count(*) from call_analyses where call_id = '{call}'") == 1, $"the analysis of {call}");
        return await platform.Client.DataAsync($"/api/v1/calls/{call}/analysis");
    }
}
