using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Npgsql;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>Every change is written, by whom, and nobody unwrites it.</summary>
public class AuditLogTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_in_the_log_when_its_answer_is_there_with_no_personal_data()
    {
        using var owner = await api.OwnerAsync();
        using var made = await owner.PostAsJsonAsync("/api/contacts", new { name = "Secret Name", phone = "+14155550123" }, Ct);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();

        var entry = (await ItemsAsync(owner, $"?subject_id={id}")).Single();
        Assert.Equal("contacts.create", entry.GetProperty("action").GetString());
        Assert.Equal("Owner", entry.GetProperty("user_name").GetString());
        Assert.DoesNotContain("Secret Name", entry.GetRawText(), StringComparison.Ordinal);

        using var deleted = await owner.DeleteAsync($"/api/contacts/{id}", Ct);
        Assert.Equal(["contacts.delete", "contacts.create"], (await ItemsAsync(owner, $"?subject_id={id}")).Select(e => e.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task What_was_refused_and_what_only_asks_is_not_in_it()
    {
        using var owner = await api.OwnerAsync();
        var before = await CountAsync();
        using var refused = await owner.PostAsJsonAsync("/api/contacts", new { name = "", phone = "" }, Ct);
        using var asked = await owner.PostAsJsonAsync("/api/v1/dialing/explain", new { phone = "+14155550123" }, Ct);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, asked.StatusCode));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task It_is_paged_by_key_filtered_and_shows_every_entry_once()
    {
        using var stranger = await api.StrangerAsync();
        for (var i = 0; i < 7; i++)
        {
            using var made = await stranger.PostAsJsonAsync("/api/scripts", new { name = $"Script {i}" }, Ct);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = (await stranger.GetFromJsonAsync<JsonElement>($"/api/v1/audit-log?action=scripts&limit=3{(cursor is null ? "" : "&cursor=" + cursor)}", Ct)).GetProperty("data");
            Assert.Equal(7, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
        Assert.Empty(await ItemsAsync(stranger, "?action=users"));
        Assert.Empty(await ItemsAsync(stranger, "?date_to=2020-01-01"));
    }

    [Theory]
    [InlineData("update audit_log set action = 'nothing'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task Nobody_unwrites_it(string sql)
    {
        using var owner = await api.OwnerAsync();
        using var made = await owner.PostAsJsonAsync("/api/scripts", new { name = "Kept" }, Ct);
        foreach (var role in new[] { "", "set role callplatform_app; " })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => api.ExecuteAsync(role + sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("csr")]
    [InlineData("sales_rep")]
    [InlineData("viewer")]
    public async Task It_is_the_owners_to_read(string role)
    {
        using var staff = await api.StaffAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync("/api/v1/audit-log", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("?cursor=nonsense", "cursor")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?date_from=yesterday", "date_from")]
    public async Task Bad_input_is_400_and_names_the_field(string query, string field)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.GetAsync("/api/v1/audit-log" + query, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<long> CountAsync() => (long)(await api.ExecuteAsync("select count(*) from audit_log"))!;

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/audit-log" + query, Ct)).GetProperty("data").GetProperty("items").EnumerateArray()];
}
