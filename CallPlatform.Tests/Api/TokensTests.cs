using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

public class TokensTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_answers_a_pair_of_tokens_whatever_the_names_case_and_the_slash()
    {
        using var response = await SignInAsync("OWNER@Example.com", TestDatabases.OwnerPassword, "/api/token/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await Json(response);
        Assert.Equal(3, body.GetProperty("access").GetString()!.Split('.').Length);
        Assert.True(body.GetProperty("refresh").GetString()!.Length >= 32);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_name_are_told_apart_by_nobody()
    {
        using var wrong = await SignInAsync(TestDatabases.OwnerUsername, "wrong");
        using var unknown = await SignInAsync("nobody@example.com", "wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal((await Json(wrong)).GetProperty("detail").GetString(), (await Json(unknown)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Wrong_password_and_unknown_name_take_the_same_time()
    {
        // The shortest of several: what else the machine does only ever adds to a time.
        async Task<double> ShortestAsync(Func<int, string> name)
        {
            var shortest = double.MaxValue;
            for (var i = 0; i < 4; i++)
            {
                var clock = System.Diagnostics.Stopwatch.StartNew();
                using var answer = await SignInAsync(name(i), "wrong");
                shortest = Math.Min(shortest, clock.Elapsed.TotalMilliseconds);
            }

            return shortest;
        }

        await api.ExecuteAsync("""
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            select gen_random_uuid(), organization_id, 'timed-' || n || '@example.com', '', password_hash, 'viewer', gen_random_uuid(), now()
            from users, generate_series(0, 3) n where username = 'owner@example.com'
            """);

        var known = await ShortestAsync(i => $"timed-{i}@example.com");
        var unknown = await ShortestAsync(i => $"untimed-{i}@example.com");

        Assert.InRange(unknown / known, 0.5, 2);
    }

    [Fact]
    public async Task Repeated_failures_lock_the_account_with_429_and_a_time()
    {
        for (var i = 0; i < 5; i++)
        {
            using var failure = await SignInAsync("victim@example.com", "wrong");
            Assert.Equal(HttpStatusCode.Unauthorized, failure.StatusCode);
        }

        using var locked = await SignInAsync("victim@example.com", "wrong");

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.NotNull(locked.Headers.RetryAfter);
        Assert.Equal("locked", (await Json(locked)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_refresh_token_serves_once_and_its_later_use_ends_the_session()
    {
        using var first = await SignInAsync(TestDatabases.OwnerUsername, TestDatabases.OwnerPassword);
        var refresh = (await Json(first)).GetProperty("refresh").GetString()!;
        using var second = await RefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var pair = await Json(second);
        var rotated = pair.GetProperty("refresh").GetString()!;

        // Two processes that refresh the same session at once both go on.
        using var sideBySide = await RefreshAsync(refresh);
        Assert.Equal(HttpStatusCode.OK, sideBySide.StatusCode);

        await api.ExecuteAsync("update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null");
        using var stolen = await RefreshAsync(refresh);
        using var after = await RefreshAsync(rotated);

        Assert.Equal(HttpStatusCode.Unauthorized, stolen.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        using var client = new HttpClient { BaseAddress = api.Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", pair.GetProperty("access").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/users/me", Ct)).StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_count_for_the_address_that_the_web_server_names()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/token") { Content = JsonContent.Create(new { username = "somebody@example.com", password = "wrong" }) };
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await api.Anonymous.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(1, await api.ExecuteAsync("select hits from rate_counters where key = 'sign-in:address:203.0.113.9'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a token")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiIwIn0.")]
    public async Task A_token_that_is_not_ours_opens_nothing(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/contacts");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var response = await api.Anonymous.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("unauthorized", (await Json(response)).GetProperty("code").GetString());
    }

    private Task<HttpResponseMessage> SignInAsync(string username, string password, string path = "/api/token") =>
        api.Anonymous.PostAsJsonAsync(path, new { username, password }, Ct);

    private Task<HttpResponseMessage> RefreshAsync(string refresh) => api.Anonymous.PostAsJsonAsync("/api/token/refresh/", new { refresh }, Ct);

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>(Ct);
}
