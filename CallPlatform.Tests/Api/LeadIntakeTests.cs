using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Api;

/// <summary>The public form's door, and that nobody sees another's projects.</summary>
public class LeadIntakeTests(ApiHost api) : IClassFixture<ApiHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_takes_json_and_form_encoded_posts_and_keeps_every_lead()
    {
        var path = await FormAsync(new { name = "Both" });

        using var json = await api.Anonymous.PostAsJsonAsync(path, new { name = "Asha", phone = "+919876541601" }, Ct);
        using var fields = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "Asha Rao & co", ["phone"] = "+919876541602" });
        using var encoded = await api.Anonymous.PostAsync(new Uri(path, UriKind.Relative), fields, Ct);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (json.StatusCode, encoded.StatusCode));
        Assert.Equal(2L, await api.ExecuteAsync("select count(*) from leads where form_name = 'Both' and source = 'form'"));
        Assert.Equal(1L, await api.ExecuteAsync("select count(*) from leads where full_name = 'Asha Rao & co'"));
        Assert.Equal(2L, await api.ExecuteAsync("select count(*) from jobs where kind = 'call_lead'and payload->>'lead_id' in (select id::text from leads where form_name = 'Both')"));
    }

    [Fact]
    public async Task Only_the_forms_own_sites_may_post_from_a_browser()
    {
        var path = await FormAsync(new { name = "Sites", allowed_origins = new[] { "https://gaur.example" } });

        using var asked = await FromAsync(HttpMethod.Options, path, "https://gaur.example");
        Assert.Equal("https://gaur.example", asked.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var posted = await FromAsync(HttpMethod.Post, path, "https://gaur.example");
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.Equal("https://gaur.example", posted.Headers.GetValues("Access-Control-Allow-Origin").Single());

        using var stranger = await FromAsync(HttpMethod.Options, path, "https://evil.example");
        Assert.False(stranger.Headers.Contains("Access-Control-Allow-Origin"));
        using var refused = await FromAsync(HttpMethod.Post, path, "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Spam_looks_accepted_and_is_nobodys_lead()
    {
        var path = await FormAsync(new { name = "Trap" });

        using var spam = await api.Anonymous.PostAsJsonAsync(path, new { name = "Bot", phone = "+919876541603", website = "http://x" }, Ct);

        Assert.Equal(HttpStatusCode.Created, spam.StatusCode);
        Assert.Equal(0L, await api.ExecuteAsync("select count(*) from leads where form_name = 'Trap'"));
    }

    [Fact]
    public async Task Too_many_posts_are_refused_with_a_time_and_a_wrong_token_is_nothing()
    {
        var path = await FormAsync(new { name = "Flood", posts_per_minute_address = 3 });
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await api.Anonymous.PostAsJsonAsync(path, new { phone = $"+91987654171{i}" }, Ct);
            answers.Add(response.StatusCode);
            Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.Created, answers[0]);
        using var nothing = await api.Anonymous.PostAsJsonAsync("/leads/intake/0123456789abcdef", new { phone = "+919876541604" }, Ct);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Theory]
    [InlineData("{\"name\": \"Asha\"}")]
    [InlineData("[1]")]
    [InlineData("no json")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    public async Task What_is_no_lead_is_400(string body)
    {
        var path = await FormAsync(new { name = "Strict" });
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await api.Anonymous.PostAsync(new Uri(path, UriKind.Relative), content, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Another_organisations_things_are_404_and_its_webhook_address_is_its_own()
    {
        using var owner = await api.OwnerAsync();
        using var stranger = await api.StrangerAsync();
        using var made = await owner.PostAsJsonAsync("/projects", new { name = "Ours alone" }, Ct);
        var project = (await JsonOf(made)).GetProperty("id").GetGuid();
        using var agent = await owner.PostAsJsonAsync("/ai-agents/create", new { name = "A", agent_id = "ours", project_id = project }, Ct);
        var agentId = (await JsonOf(agent)).GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger.GetAsync(new Uri($"/projects/{project}", UriKind.Relative), Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger.PostAsJsonAsync($"/ai-agents/{agentId}/delete", new { }, Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger.PostAsJsonAsync("/ai-agents/create", new { name = "B", agent_id = "b", project_id = project }, Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger.PostAsJsonAsync("/form-mappings/create-mapping", new { form_name = "x", project_id = project }, Ct)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(owner.PostAsJsonAsync("/ai-agents/create", new { name = "C", agent_id = "ours", project_id = project }, Ct)));

        using var csr = await api.StaffAsync("csr");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(csr.PostAsJsonAsync("/projects", new { name = "No" }, Ct)));

        var address = (await owner.GetFromJsonAsync<JsonElement>("/ai-agents/webhook-address", Ct)).GetProperty("path").GetString()!;
        var body = new { call_id = "x", status = "ringing" };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api.Anonymous.PostAsJsonAsync(address, body, Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api.Anonymous.PostAsJsonAsync(address[..^1] + (address[^1] == 'A' ? 'B' : 'A'), body, Ct)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api.Anonymous.PostAsJsonAsync("/webhooks/callkaro/nobody", body, Ct)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api.Anonymous.PostAsync(new Uri("/webhooks/messages/inbound", UriKind.Relative), new StringContent("MessageSid=SM1&Body=STOP"), Ct)));
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        return response.StatusCode;
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>(Ct);

    private async Task<string> FormAsync(object form)
    {
        using var owner = await api.OwnerAsync();
        using var response = await owner.PostAsJsonAsync("/lead-forms", form, Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await JsonOf(response)).GetProperty("path").GetString()!;
    }

    private async Task<HttpResponseMessage> FromAsync(HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
        }
        else
        {
            request.Content = JsonContent.Create(new { phone = "+919876541605" });
        }

        return await api.Anonymous.SendAsync(request, Ct);
    }
}
