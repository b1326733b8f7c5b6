using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>
/// One Api process with nothing behind it but PostgreSQL, shared by the tests of a class that need no calls. Hands out clients
/// by intent.
/// </summary>
public sealed class ApiHost(TestDatabases databases) : IAsyncLifetime
{
    public const string WebhookSecret = "a webhook secret of the tests";

    public const string WebKey = "what only the Api and the Web know";

    private ServiceProcess? api;
    private string connection = "";
    private int people;

    public string ConnectionString => connection;

    public HttpClient Anonymous { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        connection = await databases.CreateAsync(CancellationToken.None);
        api = ServiceProcess.Start("CallPlatform.Api", ServiceProcess.FreePort(), new Dictionary<string, string>
        {
            ["ConnectionStrings__callsdb"] = connection,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[48]),
            ["Auth__WebKey"] = WebKey,
            ["Auth__MaxFailures"] = "5",
            ["VAPI_BASE_URL"] = "http://127.0.0.1:9", // the discard port: nobody answers
            ["VAPI_API_KEY"] = "nobody",
            ["VAPI_WEBHOOK_SECRET"] = WebhookSecret,
        });
        await api.HealthyAsync();
        Anonymous = new HttpClient { BaseAddress = new Uri(api.Url) };
    }

    /// <summary>The first organisation's owner.</summary>
    public Task<HttpClient> OwnerAsync() => SignInAsync(TestDatabases.OwnerUsername, TestDatabases.OwnerPassword);

    /// <summary>A new person of the first organisation.</summary>
    public async Task<HttpClient> StaffAsync(string role) => await NewPersonAsync("(select id from organizations order by created_at limit 1)", role);

    /// <summary>The owner of an organisation of their own.</summary>
    public async Task<HttpClient> StrangerAsync()
    {
        var organization = Guid.CreateVersion7();
        await ExecuteAsync($"insert into organizations (id, name, created_at) values ('{organization}', 'Another', now())");
        return await NewPersonAsync($"'{organization}'", Roles.Owner);
    }

    public async Task<HttpClient> SignInAsync(string username, string password)
    {
        using var response = await Anonymous.PostAsJsonAsync("/api/token", new { username, password });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var access = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access").GetString();
        var client = new HttpClient { BaseAddress = Anonymous.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", access);
        return client;
    }

    /// <summary>As the schema's owner, seeing all organisations.</summary>
    public async Task<object?> ExecuteAsync(string sql)
    {
        await using var database = new Npgsql.NpgsqlConnection(connection);
        await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, database);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous?.Dispose();
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }

    private async Task<HttpClient> NewPersonAsync(string organization, string role)
    {
        var username = $"{role}-{Interlocked.Increment(ref people)}@example.com";
        await ExecuteAsync($"""
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            values ('{Guid.CreateVersion7()}', {organization}, '{username}', '{role}', '{SignIn.HashPassword("a password 1")}', '{role}', gen_random_uuid(), now())
            """);
        return await SignInAsync(username, "a password 1");
    }
}
