using System.Net;
using System.Net.Http.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>The keys of the staff UI's cookies, as its processes get them from the Api.</summary>
public class WebKeysTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_are_given_to_Web_alone_kept_sealed_and_one_is_enough_for_processes_that_start_together()
    {
        var first = Guid.NewGuid().ToString();
        await AddAsync($"key-{first}", $"<key id=\"{first}\"/>");
        await AddAsync($"key-{Guid.NewGuid()}", "<key id=\"second\"/>");
        await AddAsync($"revocation-{Guid.NewGuid()}", "<revocation/>");

        using var list = await SendAsync(HttpMethod.Get, ApiHost.WebKey);
        string[] kept = [$"<key id=\"{first}\"/>", "<revocation/>"];
        Assert.Equal(kept, await list.Content.ReadFromJsonAsync<string[]>(Ct));
        Assert.Equal(0L, await api.ExecuteAsync($"select count(*) from web_keys where position('{first}'::bytea in box) > 0"));

        (HttpClient Client, string? Key)[] others = [(api.Anonymous, null), (api.Anonymous, "a guess of thirty-two characters"), (await api.OwnerAsync(), null)];
        foreach (var (client, key) in others)
        {
            using var refused = await SendAsync(HttpMethod.Get, key, client: client);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        using var answer = await SendAsync(HttpMethod.Post, ApiHost.WebKey, new { name = "key-long", xml = new string('x', 20_000) });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task AddAsync(string name, string xml)
    {
        using var answer = await SendAsync(HttpMethod.Post, ApiHost.WebKey, new { name, xml });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? key, object? body = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, "/internal/web-keys") { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("X-Web-Key", key);
        }

        return await (client ?? api.Anonymous).SendAsync(request, Ct);
    }
}
