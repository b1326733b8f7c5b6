using System.Net;
using System.Net.Http.Json;
using System.Text;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>Two Workers and the Api at the same rows at the same time.</summary>
[Collection(nameof(WorkerlessPlatform))]
public class RaceTests(WorkerlessPlatform shared)
{
    private readonly Platform platform = shared.Platform;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cancelling_telling_asking_and_calling_again_at_once_end_in_one_right_state()
    {
        await shared.WorkersAsync();
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => (await platform.CallAsync($"+1555310{6000 + i}")).Body));
        var ids = calls.Select(call => call.GetProperty("id").GetGuid()).ToArray();

        var calledOff = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        var statuses = await Task.WhenAll(calls.SelectMany((call, i) => Enumerable.Range(0, 3).SelectMany(_ => new[]
        {
            i % 2 == 0 ? CancelAsync(call, () => calledOff[i] = true) : PostAsync($"/api/calls/{call.GetProperty("id")}/sync"),
            PostAsync($"/api/calls/{call.GetProperty("id")}/sync"),
            PostAsync($"/api/v1/calls/{call.GetProperty("id")}/initiate"),
            ReplayAsync(call.GetProperty("vapi_call_id").GetString()),
        })));

        Assert.DoesNotContain(statuses, status => status >= HttpStatusCode.InternalServerError);
        await Eventually.HoldsAsync(
            async () => await platform.QueryAsync<long>($"set app.organization = '*'; select count(*) from calls where id = any(array['{string.Join("','", ids)}']::uuid[]) and status in ('completed', 'cancelled')") == ids.Length,
            "every call is over");
        await Task.WhenAll(calls.Select(call => ReplayAsync(call.GetProperty("vapi_call_id").GetString())));
        await shared.InboxEmptyAsync();
        for (var i = 0; i < ids.Length; i++)
        {
            // What a person called off in time stays so, whatever is told afterwards.
            Assert.Equal(calledOff.ContainsKey(i) ? "cancelled" : "completed", (await platform.GetAsync($"/api/calls/{ids[i]}")).GetProperty("status").GetString());
            Assert.Equal(1, await platform.RingsAsync($"+1555310{6000 + i}"));
        }

        Assert.Equal(0, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from jobs where state = 'dead'"));
        await platform.FiguresEqualARecountAsync();
    }

    [Fact]
    public async Task The_same_list_imported_twice_at_once_is_there_once()
    {
        var csv = new StringBuilder("customer_name,customer_phone,vehicle_info\n");
        for (var i = 0; i < 200; i++)
        {
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"Twin {i},+1555320{1000 + i},Car {i}\n");
        }

        var imported = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var response = await platform.Client.PostAsync(new Uri("/api/v1/service-records/import", UriKind.Relative), new StringContent(csv.ToString(), Encoding.UTF8, "text/csv"), Ct);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
            return (await Platform.JsonOf(response)).GetProperty("imported").GetInt32();
        }));

        Assert.Equal(200, imported.Sum());
        Assert.Equal(200, await platform.QueryAsync<long>("set app.organization = '*'; select count(*) from service_records where customer_name like 'Twin %'"));
    }

    private async Task<HttpStatusCode> PostAsync(string path)
    {
        using var response = await platform.Client.PostAsJsonAsync(path, new { }, Ct);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> CancelAsync(System.Text.Json.JsonElement call, Action taken)
    {
        var status = await PostAsync($"/api/calls/{call.GetProperty("id")}/cancel");
        if (status == HttpStatusCode.OK)
        {
            taken();
        }

        return status;
    }

    private async Task<HttpStatusCode> ReplayAsync(string? call)
    {
        using var response = await platform.Sim.PostAsJsonAsync("/sim/vapi/replay", new { call_id = call, times = 3 }, Ct);
        return response.StatusCode;
    }
}
