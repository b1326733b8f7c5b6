using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class DeadJobsTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_job_is_listed_run_again_and_put_away()
    {
        using var manager = await api.StaffAsync("manager");
        var (first, second) = (await DeadAsync("key-1"), await DeadAsync("key-2"));

        var items = (await ListAsync(manager)).EnumerateArray().Where(j => j.GetProperty("id").GetGuid() == first).ToList();
        Assert.Equal("It broke.", items.Single().GetProperty("last_error").GetString());

        using var retried = await manager.PostAsync($"/api/v1/jobs/{first}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        Assert.Equal("ready 0", await api.ExecuteAsync($"select state || ' ' || attempts from jobs where id = '{first}'"));
        Assert.Equal(HttpStatusCode.NotFound, (await manager.PostAsync($"/api/v1/jobs/{first}/retry", null, Ct)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await manager.DeleteAsync($"/api/v1/jobs/{second}", Ct)).StatusCode);
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from jobs where id = '{second}'"));
    }

    [Fact]
    public async Task Work_that_waits_already_is_not_doubled()
    {
        using var owner = await api.OwnerAsync();
        var dead = await DeadAsync("twin");
        await api.ExecuteAsync($"""
            insert into jobs (id, organization_id, kind, key, state, due_at, max_attempts, created_at)
            select gen_random_uuid(), organization_id, kind, key, 'ready', now(), 10, now() from jobs where id = '{dead}'
            """);
        using var refused = await owner.PostAsync($"/api/v1/jobs/{dead}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("already_open", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_organisations_jobs_are_404_and_lower_roles_see_none()
    {
        var dead = await DeadAsync("ours");
        using var stranger = await api.StrangerAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/api/v1/jobs/{dead}/retry", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/v1/jobs/{dead}", Ct)).StatusCode);
        Assert.Equal(0, (await ListAsync(stranger)).GetArrayLength());
        foreach (var role in new[] { "csr", "sales_rep", "viewer" })
        {
            using var staff = await api.StaffAsync(role);
            Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync("/api/v1/jobs?status=dead", Ct)).StatusCode);
        }
    }

    [Theory]
    [InlineData("?status=ready", "status")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?limit=1000", "limit")]
    public async Task Bad_input_is_400_and_names_the_field(string query, string field)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.GetAsync("/api/v1/jobs" + query, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<Guid> DeadAsync(string key)
    {
        var id = Guid.CreateVersion7();
        await api.ExecuteAsync($"""
            insert into jobs (id, organization_id, kind, key, state, due_at, attempts, max_attempts, last_error, created_at)
            values ('{id}', (select id from organizations order by created_at limit 1), 'send_message', '{key}', 'dead', now(), 10, 10, 'It broke.', now())
            """);
        return id;
    }

    private static async Task<JsonElement> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs?status=dead&limit=200", Ct)).GetProperty("data").GetProperty("items");
}
