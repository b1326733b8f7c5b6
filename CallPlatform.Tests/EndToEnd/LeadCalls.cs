using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.EndToEnd;

/// <summary>A platform with a project, an agent and a public form, and what tests of lead calls ask of it.</summary>
internal sealed class LeadCalls(Platform platform) : IAsyncDisposable
{
    public const string Agent = "65f0c1a2b3c4d5e6f7a8b901";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Platform Platform => platform;

    public Guid Project { get; private set; }

    public Guid AgentId { get; private set; }

    public string FormPath { get; private set; } = "";

    /// <summary>Starts it with one agent at CallKaro and a form named "Gaur landing page" that is mapped to the project.</summary>
    public static async Task<LeadCalls> StartAsync(
        TestDatabases databases, string agent = Agent, object? project = null, IReadOnlyDictionary<string, string>? settings = null, object? form = null)
    {
        var lead = new LeadCalls(await Platform.StartAsync(databases, settings: settings));
        await lead.Platform.RulesAsync(perMinute: 100_000); // at whatever hour the test runs
        lead.Project = (await lead.PostAsync("/projects", project ?? new { name = "Gaur Yamuna", form_keywords = new[] { "yamuna" } })).GetProperty("id").GetGuid();
        lead.AgentId = (await lead.AddAgentAsync("First", agent)).GetProperty("id").GetGuid();
        await lead.PostAsync("/form-mappings/create-mapping", new { form_name = "Gaur landing page", project_id = lead.Project });
        lead.FormPath = (await lead.PostAsync(
            "/lead-forms",
            form ?? new { name = "Gaur landing page", allowed_origins = new[] { "https://gaur.example" }, posts_per_minute = 1_000_000, posts_per_minute_address = 1_000_000 }))
            .GetProperty("path").GetString()!;
        return lead;
    }

    public Task<JsonElement> AddAgentAsync(string name, string agent, string provider = "callkaro", string? from = null, int weight = 1) => PostAsync(
        "/ai-agents/create", new { name, agent_id = agent, project_id = Project, provider, from_ref = from, weight });

    public async Task<JsonElement> PostAsync(string path, object? body = null, HttpStatusCode? status = null)
    {
        using var response = await platform.Client.PostAsJsonAsync(path, body ?? new { }, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(status is null ? response.IsSuccessStatusCode : response.StatusCode == status, $"{path} answered {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Posts the public form, as a stranger, and returns the lead's id.</summary>
    public async Task<Guid> FormAsync(string phone, string name = "Asha Rao")
    {
        using var http = new HttpClient { BaseAddress = platform.Client.BaseAddress };
        using var response = await http.PostAsJsonAsync(FormPath, new { name, phone, city = "Pune", budget = "80 lakh" }, Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await Platform.JsonOf(response)).GetProperty("id").GetGuid();
    }

    public async Task<JsonElement> LogAsync(Guid lead, Func<JsonElement, bool> isRight, string what)
    {
        var logs = await Eventually.SeesAsync(
            () => platform.GetAsync($"/ai-call/logs?lead={lead}"),
            list => list.GetProperty("items").EnumerateArray().Any(isRight),
            $"the log of lead {lead} is {what}");
        return logs.GetProperty("items").EnumerateArray().First(isRight);
    }

    public Task<JsonElement> LogAsync(Guid lead, string status) => LogAsync(lead, log => log.GetProperty("status").GetString() == status, status);

    public Task<string> LeadStatusAsync(Guid lead) => platform.QueryAsync<string>($"set app.organization = '*'; select status from leads where id = '{lead}'");

    public Task<long> CountAsync(string sql) => platform.QueryAsync<long>("set app.organization = '*'; select count(*) from " + sql);

    public async Task SimulateAsync(object settings)
    {
        using var response = await platform.Sim.PutAsJsonAsync("/sim/settings", settings, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>The agents' roll-up says what a recount of the logs says.</summary>
    public Task RollUpsAgreeAsync() => Eventually.HoldsAsync(
        async () => await platform.QueryAsync<bool>("""
            set app.organization = '*';
            select (select concat_ws(',', coalesce(sum(calls), 0), coalesce(sum(connected), 0), coalesce(sum(no_answer), 0), coalesce(sum(failed), 0), coalesce(sum(booked), 0))
                from ai_call_stats_daily)
              = (select concat_ws(',', count(*), count(*) filter (where status = 'connected'), count(*) filter (where status = 'no_answer'),
                  count(*) filter (where status = 'failed'), count(*) filter (where booked)) from ai_call_logs where status <> 'skipped')
            """),
        "the agents' roll-up equals a recount");

    public ValueTask DisposeAsync() => platform.DisposeAsync();
}
