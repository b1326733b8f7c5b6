using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class ServiceRecordImportTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_is_undone_whole_but_for_whom_somebody_called()
    {
        using var csr = await api.StaffAsync("csr");
        using var manager = await api.StaffAsync("manager");
        using var made = await manager.PostAsJsonAsync("/api/v1/campaigns", new { name = "Spring" }, Ct);
        var campaign = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var import = await ImportAsync(csr, $"?campaign_id={campaign}", "Ada,+14155550901\nBob,+14155550902\nCy,+14155550903\n");
        var lone = await ImportAsync(csr, "", "Dee,+14155550904\n");
        await api.ExecuteAsync("update calls set attempts = 1, status = 'no-answer' where to_number = '+14155550902'");

        using var undone = await csr.PostAsync($"/api/v1/service-records/imports/{import}/undo", null, Ct);
        Assert.Equal(2, (await undone.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("removed").GetInt32());

        Assert.Equal("+14155550902,+14155550904", await api.ExecuteAsync("select string_agg(customer_phone, ',' order by customer_phone) from service_records where deleted_at is null"));
        Assert.Equal("+14155550902", await api.ExecuteAsync($"select string_agg(to_number, ',') from calls where campaign_id = '{campaign}' and deleted_at is null"));
        Assert.Equal(2L, await api.ExecuteAsync($"select count(*) from calls where campaign_id = '{campaign}' and status = 'cancelled' and due_at is null"));

        // Once more changes nothing; the list says how it ended; and the file may be imported again.
        using var again = await csr.PostAsync($"/api/v1/service-records/imports/{import}/undo", null, Ct);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var listed = (await csr.GetFromJsonAsync<JsonElement>("/api/v1/service-records/imports", Ct)).GetProperty("data").GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([lone, import], listed.Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal((3, 2), (listed[1].GetProperty("imported").GetInt32(), listed[1].GetProperty("removed").GetInt32()));
        await ImportAsync(csr, "", "Ada,+14155550901\n");
        Assert.Equal(1L, await api.ExecuteAsync("select count(*) from service_records where customer_phone = '+14155550901' and deleted_at is null"));
    }

    private static async Task<Guid> ImportAsync(HttpClient person, string query, string rows)
    {
        using var file = new StringContent("Name,Phone\n" + rows, Encoding.UTF8, "text/csv");
        using var response = await person.PostAsync("/api/v1/service-records/import" + query, file, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("import_id").GetGuid();
    }
}
