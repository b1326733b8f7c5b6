using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>
/// The platform whole: Simulator, Api and Worker as processes on a database of their own. Tests talk to it over HTTP, and watch
/// the phones through the Simulator.
/// </summary>
internal sealed class Platform : IAsyncDisposable
{
    public const string WebhookSecret = "a webhook secret of the tests";
    public const string KaroToken = "a-token-of-the-tests-0123456789";
    public const string Assistant = "8f2d7c14-51b3-4d0b-9a66-2c4e1f7a8b90";
    public const string PhoneNumber = "3c5a9e72-1d84-4f6b-8e21-7b90d4c6a5f3";

    private readonly Dictionary<string, string> environment;
    private readonly List<ServiceProcess> processes = [];

    private Platform(string database, Dictionary<string, string> environment)
    {
        ConnectionString = database;
        this.environment = environment;
    }

    public string ConnectionString { get; }

    public ServiceProcess Api { get; private set; } = null!;

    public ServiceProcess Simulator { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public HttpClient Sim { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Starts Simulator and Api, and a Worker unless told not to; signs the owner in.</summary>
    public static async Task<Platform> StartAsync(
        TestDatabases databases, bool withWorker = true, IReadOnlyDictionary<string, string>? settings = null)
    {
        return await StartAsync(await databases.CreateAsync(Ct), withWorker, settings);
    }

    /// <summary>The same on a database that the test has made itself.</summary>
    public static async Task<Platform> StartAsync(string database, bool withWorker = true, IReadOnlyDictionary<string, string>? settings = null)
    {
        var api = ServiceProcess.FreePort();
        var simulator = ServiceProcess.FreePort();
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__callsdb"] = database,
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[48]),
            ["VAPI_BASE_URL"] = $"http://127.0.0.1:{simulator}",
            ["VAPI_API_KEY"] = "sim-key",
            ["VAPI_WEBHOOK_URL"] = $"http://127.0.0.1:{api}/api/calls/webhook",
            ["VAPI_WEBHOOK_SECRET"] = WebhookSecret,
            ["SHUNYA_BASE_URL"] = $"http://127.0.0.1:{simulator}",
            ["SHUNYA_API_KEY"] = "sim-key",
            ["SHUNYA_WEBHOOK_SECRET"] = WebhookSecret,
            ["CALLRAIL_BASE_URL"] = $"http://127.0.0.1:{simulator}",
            ["CALLRAIL_API_KEY"] = "sim-key",
            ["CALLRAIL_SIGNING_KEY"] = WebhookSecret,
            ["services__simulator__http__0"] = $"http://127.0.0.1:{simulator}",
            ["Simulator__Shunya__WebhookUrl"] = $"http://127.0.0.1:{api}/api/v1/shunya/webhook",
            ["Simulator__Shunya__WebhookSecret"] = WebhookSecret,
            ["Simulator__CallRail__WebhookBaseUrl"] = $"http://127.0.0.1:{api}",
            ["Simulator__CallRail__SigningKey"] = WebhookSecret,
            ["DEMO_ASSISTANT_ID"] = Assistant,
            ["PHONE_NUMBER_ID"] = PhoneNumber,
            ["CALLKARO_BASE_URL"] = $"http://127.0.0.1:{simulator}",
            ["CALLKARO_API_KEY"] = "sim-key",
            ["CALLKARO_WEBHOOK_TOKEN"] = KaroToken,
            ["MESSAGES_BASE_URL"] = $"http://127.0.0.1:{simulator}",
            ["TWILIO_ACCOUNT_SID"] = "AC00000000000000000000000000000000",
            ["TWILIO_AUTH_TOKEN"] = "a gateway token",
            ["TWILIO_FROM_NUMBER"] = "+15550100180",
            ["PUBLIC_URL"] = $"http://127.0.0.1:{api}",
            ["Messages__DelaySeconds"] = "1",
            ["Simulator__CallKaro__WebhookUrl"] = $"http://127.0.0.1:{api}/webhooks/callkaro/{KaroToken}",
            ["Simulator__Messages__AuthToken"] = "a gateway token",
            ["Simulator__Messages__InboundUrl"] = $"http://127.0.0.1:{api}/webhooks/messages/inbound",
            ["Dialing__RequestTimeoutSeconds"] = "12",
            ["Dialing__LookupIntervalSeconds"] = "1",
            ["StaleCalls__SyncAfterSeconds"] = "3",
            ["StaleCalls__PollIntervalSeconds"] = "0.5",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            environment[key] = value;
        }

        var platform = new Platform(database, environment);
        try
        {
            await platform.StartAsync(simulator, api, withWorker);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(int simulator, int api, bool withWorker)
    {
        Simulator = Start("CallPlatform.Simulator", simulator);
        Api = Start("CallPlatform.Api", api);
        var worker = withWorker ? StartWorker() : null;
        await Task.WhenAll(Simulator.HealthyAsync(), Api.HealthyAsync(), worker?.HealthyAsync() ?? Task.CompletedTask);
        Client = new HttpClient { BaseAddress = new Uri(Api.Url), Timeout = TimeSpan.FromMinutes(2) };
        Sim = new HttpClient { BaseAddress = new Uri(Simulator.Url) };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", await SignInAsync());
    }

    /// <summary>Starts one more Worker, with further settings (a fault point, say).</summary>
    public ServiceProcess StartWorker(params (string Key, string Value)[] settings) =>
        Start("CallPlatform.Worker", ServiceProcess.FreePort(), settings, "run");

    public ServiceProcess Start(string project, int port, (string Key, string Value)[]? settings = null, params string[] arguments)
    {
        var own = new Dictionary<string, string>(environment);
        foreach (var (key, value) in settings ?? [])
        {
            own[key] = value;
        }

        var process = ServiceProcess.Start(project, port, own, arguments);
        processes.Add(process);
        return process;
    }

    public async Task<string> SignInAsync(string username = TestDatabases.OwnerUsername, string password = TestDatabases.OwnerPassword)
    {
        using var response = await Client.PostAsJsonAsync("/api/token", new { username, password }, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await JsonOf(response)).GetProperty("access").GetString()!;
    }

    public async Task SetAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    public Task AllowActiveCallsAsync(int limit) => SetAsync($"update organizations set max_active_calls = {limit}");

    /// <summary>Places a call to a new contact with this number, and returns the answer.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(string number, object? more = null)
    {
        using var contact = await Client.PostAsJsonAsync("/api/contacts", new { name = $"Contact {number}", phone = number }, Ct);
        Assert.Equal(HttpStatusCode.Created, contact.StatusCode);
        var contactId = (await JsonOf(contact)).GetProperty("id").GetGuid();
        using var response = await Client.PostAsJsonAsync(
            "/api/calls", more ?? new { contact_id = contactId, assistant_id = Assistant, phone_number_id = PhoneNumber }, Ct);
        return (response.StatusCode, await JsonOf(response));
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Ct)}");
        return await JsonOf(response);
    }

    /// <summary>Waits until the call has this status.</summary>
    public Task<JsonElement> EndsAsAsync(Guid callId, string status) => Eventually.SeesAsync(
        () => GetAsync($"/api/calls/{callId}"), call => call.GetProperty("status").GetString() == status, $"call {callId} is {status}");

    /// <summary>How often the Simulator let this number ring.</summary>
    public async Task<int> RingsAsync(string number)
    {
        using var response = await Sim.GetAsync(new Uri($"/sim/calls?to={Uri.EscapeDataString(number)}", UriKind.Relative), Ct);
        return (await JsonOf(response)).GetProperty("total").GetInt32();
    }

    /// <summary>How often the Simulator let each number ring.</summary>
    public async Task<Dictionary<string, int>> RingsAsync() => (await Sim.GetFromJsonAsync<Dictionary<string, int>>("/sim/rings?provider=vapi", Ct))!;

    public static async Task<JsonElement> JsonOf(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>(Ct);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        Sim?.Dispose();
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
    }
}
