using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using CallPlatform.AppHost.Embedded;
using CallPlatform.Contracts;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Web;

/// <summary>
/// The platform as its launcher starts it, for browser tests: with a data folder of its own and free ports.
/// <c>CALLPLATFORM_ENDPOINTS</c> names the endpoints.json of one that runs already, which is quicker while writing pages.
/// </summary>
public sealed class StaffPlatform : IAsyncDisposable
{
    public const string Assistant = "5d1d5a70-0000-4000-8000-00000000a551";
    public const string StaffPassword = "a password 1";
    public const string PhoneNumber = "5d1d5a70-0000-4000-8000-0000000f0e01";

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly SemaphoreSlim placing = new(1, 1);
    private readonly Queue<string> lastWords = new();
    private Process? launcher;
    private string? folder;
    private Running running = new("", "", "", "", "", "");
    private HttpClient? http;
    private ApiClient? api;

    public string Web => running.Web;

    public string Username => running.Username;

    public string Password => running.Password;

    /// <summary>The Api as the owner uses it, to prepare what a page then shows.</summary>
    public ApiClient Api => api ?? throw new InvalidOperationException("The platform was not started.");

    public async Task StartAsync()
    {
        var file = Environment.GetEnvironmentVariable("CALLPLATFORM_ENDPOINTS") ?? Launch();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        running = await ReadAsync(file, deadline.Token);
        await HealthyAsync(running.Web + "/health", deadline.Token);
        await HealthyAsync(running.Api + "/health", deadline.Token);

        http = new() { BaseAddress = new(running.Api + "/") };
        api = new(http);
        var tokens = await api.SignInAsync(new(running.Username, running.Password), deadline.Token);
        http.DefaultRequestHeaders.Authorization = new("Bearer", tokens.Access);
    }

    /// <summary>A new person of the organisation; the password is <see cref="StaffPassword"/>.</summary>
    public async Task<StaffPerson> AddStaffAsync(string role, string? name = null)
    {
        var id = Guid.CreateVersion7();
        var username = $"{role}-{id:N}@example.com";
        await ExecuteAsync($"""
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            values ('{id}', (select id from organizations order by created_at limit 1), '{username}', '{name ?? role}', '{SignIn.HashPassword(StaffPassword)}', '{role}', gen_random_uuid(), now())
            """);
        return new(id, username, role);
    }

    /// <summary>What no route makes: as the schema's owner, seeing all organisations.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var database = new Npgsql.NpgsqlConnection(running.Database);
        await database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, database);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A tracking number rings in the simulator; what is missing of the event has the simulator's defaults.</summary>
    public async Task RingAsync(object call)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync(new Uri(running.Simulator + "/sim/callrail/call"), call);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One more Web process of the same platform.</summary>
    internal ServiceProcess StartWeb()
    {
        var data = folder ?? Path.GetDirectoryName(Environment.GetEnvironmentVariable("CALLPLATFORM_ENDPOINTS"))!;
        var secrets = PrivateFile.Read<LauncherSecrets>(Path.Combine(data, "secrets.json"))!;
        return ServiceProcess.Start(
            "CallPlatform.Web", ServiceProcess.FreePort(),
            new Dictionary<string, string> { ["services__api__http__0"] = running.Api, ["Auth__WebKey"] = secrets.WebKey });
    }

    /// <summary>As somebody's website posts to a lead form.</summary>
    public async Task PostFormAsync(string path, object fields)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync(new Uri(running.Api + path), fields);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<Guid> AddContactAsync(string name, string phone = "+14155550134") =>
        (await Api.CreateContactAsync(new(name, phone, "someone@example.com"))).Id;

    /// <summary>Calls may go at any hour, so many at a time; nobody is called again by rule.</summary>
    public async Task IsOpenAllDayAsync(int lines = 100)
    {
        TimeWindow[] whole = [new("00:00", "24:00")];
        await Api.PutScheduleAsync(new()
        {
            Timezone = "UTC", Windows = new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }.ToDictionary(d => d, _ => whole), MaxAttempts = 1,
            CallDelayAfterServiceHours = 0, HumanContactHours = 0, MaxConcurrentCalls = lines,
        });
    }

    public async Task<Guid> PlaceCallAsync(string name) => (await Api.PlaceCallAsync(new(await AddContactAsync(name), Assistant, PhoneNumber))).Id;

    /// <summary>A visit whose feedback call is due now, as far as the rule lets it.</summary>
    public Task<ServiceRecordResponse> AddRecordAsync(string name, string phone, Guid? campaign = null) => Api.CreateServiceRecordAsync(
        new(name, phone, "KA-01-" + phone[^4..], null, "Asha Rao", "Oil change", DateTimeOffset.UtcNow.AddMinutes(-1), CampaignId: campaign));

    public Task WaitsAsync(string name, string reason) => UntilAsync(
        async () => (await Api.ListFeedbackCallsAsync("ready", new(Search: name))).Items.Any(c => c.WaitReason == reason), $"the call to {name} waits: {reason}");

    /// <summary>A campaign that is through, with people reached and missed.</summary>
    public async Task<Guid> HasCampaignAsync()
    {
        if ((await Api.ListCampaignsAsync("completed")).Items.FirstOrDefault(c => c.Name == "Service feedback") is { } made)
        {
            return made.Id;
        }

        await IsOpenAllDayAsync();
        var campaign = await Api.CreateCampaignAsync(new("Service feedback", "How was the visit?"));
        foreach (var (name, phone) in new[] { ("Meera Nair", "+14155552142"), ("Tom Ford", "+14155552157"), ("Ravi Shah", "+14155560002"), ("Ann Lee", "+14155560001") })
        {
            await AddRecordAsync(name, phone, campaign.Id);
        }

        await Api.StartCampaignAsync(campaign.Id);
        await UntilAsync(async () => (await Api.GetCampaignAsync(campaign.Id)).Status == "completed", "the campaign ends");
        return campaign.Id;
    }

    public async Task HasScriptAsync()
    {
        if (await Api.ListScriptsAsync() is [])
        {
            await Api.CreateScriptAsync(new(
                "Appointment reminder", "Confirms tomorrow's visit", "You are polite. The customer is {{name}}.", "Hi {{name}}!",
                [JsonSerializer.SerializeToElement("Confirm the time")]));
        }
    }

    /// <summary>At least so many calls that were talked through.</summary>
    public async Task HasEndedCallsAsync(int count)
    {
        await placing.WaitAsync();
        try
        {
            var ended = (await Api.ListCallsAsync(limit: 100)).Data.Count(c => c.Status == "completed");
            for (; ended < count; ended++)
            {
                var call = await Api.PlaceCallAsync(new(await AddContactAsync($"Customer {ended + 1}"), Assistant, PhoneNumber));
                await UntilAsync(async () => (await Api.GetCallAsync(call.Id)).Status == "completed", $"call {call.Id} ends");
            }
        }
        finally
        {
            placing.Release();
        }
    }

    /// <summary>A one-time link's token.</summary>
    public async Task<string> InviteAsync(string username, string role) => (await Api.InviteAsync(new(username, role))).Token;

    /// <summary>Something to see on every page of the settings.</summary>
    public async Task HasSettingsAsync()
    {
        await placing.WaitAsync();
        try
        {
            if (await Api.ListWebhookEndpointsAsync() is not [])
            {
                return;
            }

            await Api.CreateApiKeyAsync(new("Website", ["place_calls"]));
            await Api.CreateTrackingNumberAsync(new("+14155550180", "Billboard"));
            await Api.AddSuppressionAsync(new("+14155550181", "asked us not to call"));
            await Api.InviteAsync(new("new.colleague@example.com", "csr", "New Colleague"));
            var endpoint = await Api.CreateWebhookEndpointAsync(new("https://93.184.216.34/hooks/callplatform", ["call.ended", "lead.created"], "Our CRM"));
            await Api.TestWebhookEndpointAsync(endpoint.Endpoint.Id);
        }
        finally
        {
            placing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        placing.Dispose();
        if (launcher is not null)
        {
            // Politely, so that it stops the services and PostgreSQL in order.
            await UnixSignals.StopAsync(launcher, TimeSpan.FromSeconds(60));
            launcher.Dispose();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Launch()
    {
        var root = RepositoryRoot();
        var output = Path.GetRelativePath(Path.Combine(root, "CallPlatform.Tests"), Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        var program = Path.Combine(root, "CallPlatform.AppHost", output, "CallPlatform.AppHost.dll");
        Assert.True(File.Exists(program), $"{program} is missing: build the solution first.");

        folder = Directory.CreateTempSubdirectory("callplatform-web-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL, which may run as another user, has to get in.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        launcher = new() { StartInfo = new("dotnet", [program, "--data-dir", folder, "--api-port", "0", "--web-port", "0"]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (key, value) in ShortLife.Settings)
        {
            launcher.StartInfo.Environment[key] = value;
        }

        // A talk of a minute lasts some seconds: long enough to be seen by a browser on a busy machine.
        launcher.StartInfo.Environment["Simulator__Speed"] = "15";
        // One token serves the tests' own requests from the first to the last of them.
        launcher.StartInfo.Environment["Auth__AccessTokenMinutes"] = "120";
        launcher.OutputDataReceived += (_, line) => Remember(line.Data);
        launcher.ErrorDataReceived += (_, line) => Remember(line.Data);
        launcher.Start();
        launcher.BeginOutputReadLine();
        launcher.BeginErrorReadLine();
        return Path.Combine(folder, "endpoints.json");
    }

    private void Remember(string? line)
    {
        lock (lastWords)
        {
            lastWords.Enqueue(line ?? "");
            if (lastWords.Count > 40)
            {
                lastWords.Dequeue();
            }
        }
    }

    private async Task<Running> ReadAsync(string file, CancellationToken ct)
    {
        while (true)
        {
            Assert.False(launcher is { HasExited: true }, "The launcher ended: " + string.Join('\n', lastWords));
            try
            {
                return JsonSerializer.Deserialize<Running>(await File.ReadAllTextAsync(file, ct), SnakeCase)!;
            }
            catch (Exception error) when (error is IOException or JsonException)
            {
                await Task.Delay(100, ct); // not written yet
            }
        }
    }

    private static Task HealthyAsync(string address, CancellationToken ct) => UntilAsync(async () =>
    {
        using var client = new HttpClient();
        try
        {
            using var answer = await client.GetAsync(address, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, $"{address} is healthy");

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(100))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"It was waited in vain until {what}.");
        }
    }

    private static string RepositoryRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "CallPlatform.sln")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("Browser tests run from the repository.");
    }

    private sealed record Running(string Api, string Web, string Username, string Password, string Database, string Simulator);
}

/// <summary>Somebody who can sign in.</summary>
public sealed record StaffPerson(Guid Id, string Username, string Role);
