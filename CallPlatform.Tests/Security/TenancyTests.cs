using System.Net;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Security;

/// <summary>Every route that takes an id, with another organisation's: there is nothing there.</summary>
public class TenancyTests(ApiHost api) : IClassFixture<ApiHost>
{
    /// <summary>Right bodies, so that nothing but the id can be what is refused. The id of our own row stands for <c>{id}</c>.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["PUT /api/contacts/{id}"] = """{"name": "Eve", "phone": "+14155550199"}""",
        ["PUT /api/scripts/{id}"] = """{"name": "Eve"}""",
        ["PUT /api/v1/campaigns/{id}"] = """{"name": "Eve"}""",
        ["PUT /api/v1/service-records/{id}"] = """{"customer_name": "Eve", "customer_phone": "+14155550199"}""",
        ["PUT /api/v1/tracking-numbers/{id}"] = """{"number": "+14155550198"}""",
        ["POST /api/v1/campaigns/{id}/people"] = """{"all_contacts": true}""",
        ["POST /api/v1/campaigns/{id}/resume"] = """{"reason": "mine now"}""",
        ["POST /api/v1/campaigns/{id}/redial"] = """{"outcomes": ["no-answer"]}""",
        ["POST /api/v1/recordings/sessions/{id}/stop"] = """{"audio_url": "https://recordings.example/a.mp3"}""",
        ["PATCH /api/v1/leads/{id}"] = """{"status": "hot"}""",
        ["PATCH /api/v1/tasks/{id}"] = """{"status": "done"}""",
        ["PATCH /api/v1/missed-calls/{id}"] = """{"state": "dismissed"}""",
        ["PATCH /api/v1/appointments/{id}"] = """{"outcome": "won"}""",
        ["PATCH /api/v1/users/{id}"] = """{"role": "csr"}""",
        ["PUT /api/v1/webhooks/endpoints/{id}"] = """{"url": "https://hooks.example/eve", "event_types": ["call.completed"]}""",
        ["PUT /projects/{id}"] = """{"name": "Eve"}""",
        ["PUT /lead-forms/{id}"] = """{"name": "Eve"}""",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_organisations_id_is_404_on_every_route_and_changes_nothing()
    {
        var organization = (Guid)(await api.ExecuteAsync("select id from organizations order by created_at limit 1"))!;
        var theirs = await OneOfEach.InsertAsync(api.ConnectionString, organization);
        using var stranger = await api.StrangerAsync();
        var own = await OneOfEach.InsertAsync(api.ConnectionString, (Guid)(await api.ExecuteAsync("select id from organizations where name = 'Another' order by created_at desc limit 1"))!);
        var before = await ContentAsync(organization);
        var seen = new List<string>();
        var asked = 0;
        foreach (var route in (await Routes.OfApiAsync(api)).Where(r => r.Path.Contains("id}", StringComparison.OrdinalIgnoreCase)))
        {
            if (theirs.Find(route.Path) is not { } id)
            {
                seen.Add($"{route}: OneOfEach has no row whose path begins this route's. Add one.");
                continue;
            }

            asked++;
            using var request = route.With(_ => id.ToString(), Body(route, own));
            using var response = await stranger.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            if (response.StatusCode != HttpStatusCode.NotFound)
            {
                seen.Add($"{route}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
            }
        }

        Assert.Empty(seen);
        Assert.True(asked > 60, $"{asked} routes were asked");
        Assert.Equal(before, await ContentAsync(organization));
    }

    [Fact]
    public async Task Another_organisations_rows_are_in_no_list()
    {
        var organization = (Guid)(await api.ExecuteAsync("select id from organizations order by created_at limit 1"))!;
        var ids = await OneOfEach.InsertAsync(api.ConnectionString, organization);
        using var stranger = await api.StrangerAsync();
        var seen = new List<string>();
        foreach (var route in (await Routes.OfApiAsync(api)).Where(r => r.Method == "GET" && !r.Path.Contains('{') && r.Path != "/api/v1/live"))
        {
            using var response = await stranger.GetAsync(new Uri(route.Path, UriKind.Relative), Ct);
            var text = await response.Content.ReadAsStringAsync(Ct);
            if (ids.Values.Append(organization).Any(id => text.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase)))
            {
                seen.Add($"{route}: {text}");
            }
        }

        Assert.Empty(seen);
    }

    private static string? Body(Route route, IReadOnlyDictionary<string, Guid> own) => route.ToString() switch
    {
        "PUT /ai-agents/{id}" => JsonSerializer.Serialize(new { name = "Eve", agent_id = "another", project_id = own["/projects"] }),
        var name => Bodies.GetValueOrDefault(name),
    };

    /// <summary>All that the organisation has, as one value.</summary>
    private async Task<string> ContentAsync(Guid organization)
    {
        var tables = (string[])(await api.ExecuteAsync("""
            select array_agg(table_name::text order by table_name) from information_schema.columns
            where table_schema = 'public' and column_name = 'organization_id' and table_name not in ('refresh_tokens', 'users')
            """))!;
        var parts = new List<string>();
        foreach (var table in tables)
        {
            parts.Add($"{table} {await api.ExecuteAsync($"select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t where organization_id = '{organization}'")}");
        }

        return string.Join('\n', parts);
    }
}
