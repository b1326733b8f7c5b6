using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class ApiKeysTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_shown_once_kept_as_a_hash_used_within_its_scopes_and_revoked_at_once()
    {
        using var owner = await api.OwnerAsync();
        var (id, key) = await MakeAsync(owner, "edit_contacts");
        Assert.StartsWith("cp_", key, StringComparison.Ordinal);
        using var machine = Machine(key);

        using var contact = await machine.PostAsJsonAsync("/api/contacts", new { name = "By machine", phone = "+14155550123" }, Ct);
        Assert.Equal(HttpStatusCode.Created, contact.StatusCode);
        using var script = await machine.PostAsJsonAsync("/api/scripts", new { name = "No" }, Ct);
        using var own = await machine.GetAsync("/api/v1/api-keys", Ct);
        using var account = await machine.PostAsJsonAsync("/api/v1/users/me/password", new { current_password = "x", new_password = "y" }, Ct);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (script.StatusCode, own.StatusCode, account.StatusCode));

        var listed = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/api-keys", Ct)).GetRawText();
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);
        Assert.Contains(key[..9], listed, StringComparison.Ordinal);
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from api_keys k where k::text like '%{key[9..]}%'"));
        Assert.Equal(true, await api.ExecuteAsync($"select last_used_at is not null from api_keys where id = '{id}'"));

        using var revoked = await owner.DeleteAsync($"/api/v1/api-keys/{id}", Ct);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync("/api/contacts", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_key_that_expired_or_was_made_up_opens_nothing()
    {
        using var owner = await api.OwnerAsync();
        var (id, key) = await MakeAsync(owner, "read");
        using var machine = Machine(key);
        Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync("/api/contacts", Ct)).StatusCode);
        await api.ExecuteAsync($"update api_keys set expires_at = now() - interval '1 second' where id = '{id}'");
        Assert.Equal(HttpStatusCode.Unauthorized, (await machine.GetAsync("/api/contacts", Ct)).StatusCode);
        using var madeUp = Machine("cp_0123456789012345678901234567890123456789012");
        Assert.Equal(HttpStatusCode.Unauthorized, (await madeUp.GetAsync("/api/contacts", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["read"]}""", "name")]
    [InlineData("""{"name":"x","scopes":["own"]}""", "scopes")]
    [InlineData("""{"name":"x"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["read"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    public async Task Bad_input_is_400_and_names_the_field(string body, string field)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.PostAsync("/api/v1/api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("csr")]
    [InlineData("viewer")]
    public async Task Keys_are_the_owners(string role)
    {
        using var staff = await api.StaffAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetAsync("/api/v1/api-keys", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.PostAsJsonAsync("/api/v1/api-keys", new { name = "x", scopes = new[] { "read" } }, Ct)).StatusCode);
    }

    [Fact]
    public async Task Another_organisations_key_is_404_and_in_no_list()
    {
        using var owner = await api.OwnerAsync();
        var (id, key) = await MakeAsync(owner, "read");
        using var stranger = await api.StrangerAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/v1/api-keys/{id}", Ct)).StatusCode);
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/api-keys", Ct)).GetProperty("data").GetProperty("total").GetInt32());
        using var machine = Machine(key);
        Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync("/api/contacts", Ct)).StatusCode);
    }

    private HttpClient Machine(string key)
    {
        var client = new HttpClient { BaseAddress = api.Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    private static async Task<(Guid Id, string Key)> MakeAsync(HttpClient owner, params string[] scopes)
    {
        using var made = await owner.PostAsJsonAsync("/api/v1/api-keys", new { name = "A machine", scopes }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (body.GetProperty("api_key").GetProperty("id").GetGuid(), body.GetProperty("key").GetString()!);
    }
}
