using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>Invitations by one-time link, roles, and that what was taken is gone at once.</summary>
public class UsersTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static int people;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_makes_a_user_once_and_signs_them_in()
    {
        using var owner = await api.OwnerAsync();
        var (token, username) = await InviteAsync(owner, "csr");

        using var offer = await PostAsync("/api/v1/invitations/look-up", new { token });
        Assert.Equal(username, (await Json(offer)).GetProperty("username").GetString());
        using var accepted = await PostAsync("/api/v1/invitations/accept", new { token, password = "a long password", display_name = "Asha" });
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        using var asha = Client((await Json(accepted)).GetProperty("access").GetString()!);
        var me = await asha.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct);
        Assert.Equal(("csr", "Asha"), (me.GetProperty("role").GetString(), me.GetProperty("display_name").GetString()));
        using var again = await PostAsync("/api/token", new { username, password = "a long password" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        using var twice = await PostAsync("/api/v1/invitations/accept", new { token, password = "another password" });
        Assert.Equal((HttpStatusCode.NotFound, "link_not_valid"), (twice.StatusCode, await Code(twice)));
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from invitations where position('{token}'::bytea in token_hash) > 0"));
    }

    [Theory]
    [InlineData("update invitations set expires_at = now() - interval '1 second' where username = '{0}'")]
    [InlineData("update invitations set revoked_at = now() where username = '{0}'")]
    public async Task A_link_that_is_over_or_withdrawn_opens_nothing_and_nobody_is_told_which(string ending)
    {
        using var owner = await api.OwnerAsync();
        var (token, username) = await InviteAsync(owner, "viewer");
        await api.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, ending, username));

        using var look = await PostAsync("/api/v1/invitations/look-up", new { token });
        using var accept = await PostAsync("/api/v1/invitations/accept", new { token, password = "a long password" });
        using var nonsense = await PostAsync("/api/v1/invitations/accept", new { token = "0123456789abcdef", password = "a long password" });

        Assert.Equal(HttpStatusCode.NotFound, look.StatusCode);
        Assert.Equal((nonsense.StatusCode, (await Json(nonsense)).GetProperty("detail").GetString()), (accept.StatusCode, (await Json(accept)).GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_second_invitation_ends_the_first_link()
    {
        using var owner = await api.OwnerAsync();
        var (first, username) = await InviteAsync(owner, "csr");
        using var again = await owner.PostAsJsonAsync("/api/v1/users/invitations", new { username, role = "manager" }, Ct);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);

        using var old = await PostAsync("/api/v1/invitations/look-up", new { token = first });
        using var current = await PostAsync("/api/v1/invitations/look-up", new { token = (await Json(again)).GetProperty("token").GetString() });
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (old.StatusCode, current.StatusCode));
    }

    [Theory]
    [InlineData("""{"username":"no address","role":"csr"}""", "username")]
    [InlineData("""{"username":"a@example.com","role":"emperor"}""", "role")]
    [InlineData("""{"role":"csr"}""", "username")]
    public async Task A_bad_invitation_is_400_and_names_the_field(string body, string field)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.PostAsync("/api/v1/users/invitations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await Json(response)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    public async Task A_weak_password_is_400_and_the_link_stays_good(string password)
    {
        using var owner = await api.OwnerAsync();
        var (token, _) = await InviteAsync(owner, "csr");
        using var weak = await PostAsync("/api/v1/invitations/accept", new { token, password });
        Assert.Equal(HttpStatusCode.BadRequest, weak.StatusCode);
        Assert.True((await Json(weak)).GetProperty("errors").TryGetProperty("password", out _));
        using var good = await PostAsync("/api/v1/invitations/accept", new { token, password = "a better password" });
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
    }

    [Fact]
    public async Task A_new_role_holds_from_the_next_request_and_a_deactivated_user_has_none()
    {
        using var owner = await api.OwnerAsync();
        var (csr, id) = await JoinAsync(owner, "csr");
        using var _ = csr;
        Assert.Equal(HttpStatusCode.Forbidden, (await csr.GetAsync("/api/v1/jobs", Ct)).StatusCode);

        using var promoted = await owner.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "manager" }, Ct);
        Assert.Equal("manager", (await Json(promoted)).GetProperty("role").GetString());
        Assert.Equal(HttpStatusCode.OK, (await csr.GetAsync("/api/v1/jobs", Ct)).StatusCode);

        using var gone = await owner.PatchAsJsonAsync($"/api/v1/users/{id}", new { is_active = false }, Ct);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await csr.GetAsync("/api/v1/jobs", Ct)).StatusCode);

        using var back = await owner.PatchAsJsonAsync($"/api/v1/users/{id}", new { is_active = true }, Ct);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await csr.GetAsync("/api/v1/jobs", Ct)).StatusCode); // the old session stays ended
    }

    [Fact]
    public async Task A_role_changed_behind_the_apis_back_holds_within_seconds()
    {
        using var owner = await api.OwnerAsync();
        var (csr, id) = await JoinAsync(owner, "csr");
        using var _ = csr;
        Assert.Equal(HttpStatusCode.OK, (await csr.GetAsync("/api/v1/users/me", Ct)).StatusCode);
        await api.ExecuteAsync($"update users set is_active = false where id = '{id}'");

        var asked = System.Diagnostics.Stopwatch.StartNew();
        await Eventually.HoldsAsync(async () => (await csr.GetAsync("/api/v1/users/me", Ct)).StatusCode == HttpStatusCode.Unauthorized, "the session is over");
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(20), $"It took {asked.Elapsed}.");
    }

    [Fact]
    public async Task There_is_always_an_owner_and_nobody_demotes_themselves()
    {
        using var stranger = await api.StrangerAsync();
        var me = (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct)).GetProperty("id").GetGuid();
        using var last = await stranger.PatchAsJsonAsync($"/api/v1/users/{me}", new { role = "viewer" }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, "last_owner"), (last.StatusCode, await Code(last)));

        var (second, _) = await JoinAsync(stranger, "owner");
        using var other = second;
        using var self = await stranger.PatchAsJsonAsync($"/api/v1/users/{me}", new { is_active = false }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, "yourself"), (self.StatusCode, await Code(self)));
        using var done = await other.PatchAsJsonAsync($"/api/v1/users/{me}", new { role = "viewer" }, Ct);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task Two_owners_who_demote_each_other_at_once_leave_one()
    {
        using var first = await api.StrangerAsync();
        var (joined, secondId) = await JoinAsync(first, "owner");
        using var second = joined;
        var firstId = (await first.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct)).GetProperty("id").GetGuid();

        var answers = await Task.WhenAll(
            first.PatchAsJsonAsync($"/api/v1/users/{secondId}", new { role = "viewer" }, Ct), second.PatchAsJsonAsync($"/api/v1/users/{firstId}", new { role = "viewer" }, Ct));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.Equal(1L, await api.ExecuteAsync($"select count(*) from users where role = 'owner' and id in ('{firstId}', '{secondId}')"));
    }

    [Fact]
    public async Task A_manager_makes_and_changes_no_owner_and_others_administer_nobody()
    {
        using var owner = await api.OwnerAsync();
        using var manager = await api.StaffAsync("manager");
        var ownerId = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct)).GetProperty("id").GetGuid();

        using var invited = await manager.PostAsJsonAsync("/api/v1/users/invitations", new { username = "boss@example.com", role = "owner" }, Ct);
        using var demoted = await manager.PatchAsJsonAsync($"/api/v1/users/{ownerId}", new { role = "viewer" }, Ct);
        using var link = await manager.PostAsync($"/api/v1/users/{ownerId}/password-link", null, Ct);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (invited.StatusCode, demoted.StatusCode, link.StatusCode));

        foreach (var role in new[] { "csr", "sales_rep", "viewer" })
        {
            using var staff = await api.StaffAsync(role);
            using var refused = await staff.PostAsJsonAsync("/api/v1/users/invitations", new { username = "x@example.com", role = "viewer" }, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync("/api/v1/users", Ct)).StatusCode);
        }
    }

    [Fact]
    public async Task A_password_link_sets_a_new_password_and_ends_the_old_sessions()
    {
        using var owner = await api.OwnerAsync();
        var (old, id) = await JoinAsync(owner, "csr");
        using var _ = old;
        using var made = await owner.PostAsync($"/api/v1/users/{id}/password-link", null, Ct);
        var token = (await Json(made)).GetProperty("token").GetString();

        using var accepted = await PostAsync("/api/v1/invitations/accept", new { token, password = "a new password" });
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.GetAsync("/api/v1/users/me", Ct)).StatusCode);
        using var now = Client((await Json(accepted)).GetProperty("access").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await now.GetAsync("/api/v1/users/me", Ct)).StatusCode);
    }

    [Fact]
    public async Task Another_organisations_users_and_invitations_are_404_and_in_no_list()
    {
        using var owner = await api.OwnerAsync();
        var (joined, id) = await JoinAsync(owner, "csr");
        joined.Dispose();
        using var made = await owner.PostAsJsonAsync("/api/v1/users/invitations", new { username = "ours@example.com", role = "csr" }, Ct);
        var invitation = (await Json(made)).GetProperty("invitation").GetProperty("id").GetGuid();
        using var stranger = await api.StrangerAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PatchAsJsonAsync($"/api/v1/users/{id}", new { role = "viewer" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/api/v1/users/{id}/password-link", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/v1/users/invitations/{invitation}", Ct)).StatusCode);
        var users = (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/users", Ct)).GetProperty("data");
        Assert.Equal(1, users.GetProperty("total").GetInt32());
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>("/api/v1/users/invitations", Ct)).GetProperty("data").GetProperty("total").GetInt32());
    }

    private static async Task<(string Token, string Username)> InviteAsync(HttpClient inviter, string role)
    {
        var username = $"invited-{Interlocked.Increment(ref people)}@example.com";
        using var made = await inviter.PostAsJsonAsync("/api/v1/users/invitations", new { username, role }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return ((await Json(made)).GetProperty("token").GetString()!, username);
    }

    private async Task<(HttpClient Client, Guid Id)> JoinAsync(HttpClient inviter, string role)
    {
        var (token, _) = await InviteAsync(inviter, role);
        using var accepted = await PostAsync("/api/v1/invitations/accept", new { token, password = "a long password" });
        var client = Client((await Json(accepted)).GetProperty("access").GetString()!);
        return (client, (await client.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct)).GetProperty("id").GetGuid());
    }

    private HttpClient Client(string access)
    {
        var client = new HttpClient { BaseAddress = api.Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", access);
        return client;
    }

    private Task<HttpResponseMessage> PostAsync(string path, object body) => api.Anonymous.PostAsJsonAsync(path, body, Ct);

    private static async Task<string?> Code(HttpResponseMessage response) => (await Json(response)).GetProperty("code").GetString();

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Ct);
}
