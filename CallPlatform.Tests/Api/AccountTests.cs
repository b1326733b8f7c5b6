using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>One's own password and sessions.</summary>
public class AccountTests(ApiHost api) : IClassFixture<ApiHost>
{
    private const string Password = "a password 1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_password_ends_every_other_session()
    {
        using var here = await api.StaffAsync("csr");
        var username = (await MeAsync(here)).GetProperty("username").GetString()!;
        using var elsewhere = await api.SignInAsync(username, Password);

        using var changed = await here.PostAsJsonAsync("/api/v1/users/me/password", new { current_password = Password, new_password = "quite another one" }, Ct);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(elsewhere));
        using var again = await api.SignInAsync(username, "quite another one");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again));
    }

    [Theory]
    [InlineData("wrong", "a good new password", "current_password")]
    [InlineData(Password, "short", "new_password")]
    [InlineData(Password, Password, "new_password")]
    [InlineData(Password, "bbbbbbbbbbbbbbb", "new_password")]
    public async Task A_password_that_cannot_be_taken_is_400_and_names_the_field(string current, string next, string field)
    {
        using var staff = await api.StaffAsync("viewer");
        using var refused = await staff.PostAsJsonAsync("/api/v1/users/me/password", new { current_password = current, new_password = next }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.True((await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Guessing_the_current_password_is_locked_as_the_sign_in_is()
    {
        using var staff = await api.StaffAsync("viewer");
        var guesses = 0;
        for (var status = HttpStatusCode.BadRequest; status == HttpStatusCode.BadRequest; guesses++)
        {
            using var wrong = await staff.PostAsJsonAsync("/api/v1/users/me/password", new { current_password = $"guess {guesses}", new_password = "a good new password" }, Ct);
            status = wrong.StatusCode;
        }

        // Ten and not five: the window of the count may end between two guesses.
        Assert.InRange(guesses, 6, 11);
        using var locked = await staff.PostAsJsonAsync("/api/v1/users/me/password", new { current_password = Password, new_password = "a good new password" }, Ct);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all()
    {
        using var here = await api.StaffAsync("csr");
        var username = (await MeAsync(here)).GetProperty("username").GetString()!;
        using var second = await api.SignInAsync(username, Password);
        using var third = await api.SignInAsync(username, Password);

        var sessions = (await here.GetFromJsonAsync<JsonElement>("/api/v1/users/me/sessions", Ct)).GetProperty("data").GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(3, sessions.Count);
        Assert.Single(sessions, s => s.GetProperty("is_current").GetBoolean());
        var secondId = (await second.GetFromJsonAsync<JsonElement>("/api/v1/users/me/sessions", Ct)).GetProperty("data").GetProperty("items")
            .EnumerateArray().Single(s => s.GetProperty("is_current").GetBoolean()).GetProperty("id").GetGuid();

        using var ended = await here.DeleteAsync($"/api/v1/users/me/sessions/{secondId}", Ct);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(here), await StatusAsync(second), await StatusAsync(third)));

        using var others = await here.DeleteAsync("/api/v1/users/me/sessions?keep_current=true", Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await StatusAsync(here), await StatusAsync(third)));
        using var all = await here.DeleteAsync("/api/v1/users/me/sessions", Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (all.StatusCode, await StatusAsync(here)));
    }

    [Fact]
    public async Task Nobody_ends_anothers_session()
    {
        using var one = await api.StaffAsync("csr");
        using var other = await api.StaffAsync("manager");
        var session = (await one.GetFromJsonAsync<JsonElement>("/api/v1/users/me/sessions", Ct)).GetProperty("data").GetProperty("items")[0].GetProperty("id").GetGuid();

        using var refused = await other.DeleteAsync($"/api/v1/users/me/sessions/{session}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(one));
    }

    private static Task<JsonElement> MeAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/v1/users/me", Ct);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client) => (await client.GetAsync("/api/v1/users/me", Ct)).StatusCode;
}
