using CallPlatform.Core;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Providers;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CallPlatform.Tests.Core.Dialing;

/// <summary>The clock on the wall plus a jump: time flows as ever, and tests move it on.</summary>
internal sealed class JumpClock(DateTimeOffset? start = null) : TimeProvider
{
    private long ahead = start is { } s ? (s - DateTimeOffset.UtcNow).Ticks : 0;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddTicks(Interlocked.Read(ref ahead));

    // Circuits and time-outs measure by these: they must see the same jumps.
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Jump(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public void JumpTo(DateTimeOffset time) => Jump(time - GetUtcNow());
}

/// <summary>A Worker's parts in this process, on a clock of the test's, against a real database and a real Simulator.</summary>
internal sealed class DialingHost : IAsyncDisposable
{
    private readonly IHost host;

    private DialingHost(IHost host) => this.host = host;

    public Dialer Dialer => host.Services.GetRequiredService<Dialer>();

    public static async Task<DialingHost> StartAsync(string connection, string simulator, TimeProvider clock, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            [
                new("ConnectionStrings:callsdb", connection), new("Auth:SigningKey", Convert.ToBase64String(new byte[48])),
                new("VAPI_API_KEY", "sim-key"), new("VAPI_BASE_URL", simulator), new("StaleCalls:SyncAfterSeconds", "2"),
                .. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)),
            ]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(clock);
        builder.AddCore();
        var started = new DialingHost(builder.Build());
        await started.host.StartAsync();
        return started;
    }

    /// <summary>Claims until nothing more gets a new answer.</summary>
    public async Task DialAllAsync(CancellationToken ct)
    {
        while (await Dialer.RunBatchAsync(ct) > 0)
        {
        }
    }

    /// <summary>Tells what a provider would tell.</summary>
    public async Task TellAsync(ReportedSignal told, CancellationToken ct)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var intake = scope.ServiceProvider.GetRequiredService<SignalIntake>();
        await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(token => intake.ApplyAsync([told], token), ct);
    }

    /// <summary>Runs something of the platform as the organisation.</summary>
    public async Task<T> AsAsync<T>(Guid organization, Func<IServiceProvider, Task<T>> what)
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organization);
        return await what(scope.ServiceProvider);
    }

    public Task KeepAsync(CancellationToken ct) => host.Services.GetRequiredService<CampaignKeeper>().RunAsync(ct);

    /// <summary>What a Worker does side by side, a round of each. True when there was something to do.</summary>
    public IReadOnlyList<Func<CancellationToken, Task<bool>>> Loops =>
    [
        async ct => await host.Services.GetRequiredService<InboxProcessor>().RunBatchAsync(ct) > 0,
        async ct => await Dialer.RunBatchAsync(ct) > 0,
        KeepHouseAsync,
    ];

    /// <summary>A round of each, one after the other. True when there was something to do.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var more = false;
        foreach (var loop in Loops)
        {
            more |= await loop(ct);
        }

        return more;
    }

    private async Task<bool> KeepHouseAsync(CancellationToken ct)
    {
        var services = host.Services;
        var done = await services.GetRequiredService<DialRecovery>().RunAsync(ct);
        done += await services.GetRequiredService<StaleCallPoller>().RunAsync(ct);
        done += await services.GetRequiredService<ServiceRecordCalls>().RunAsync(ct);
        var queue = services.GetRequiredService<JobQueue>();
        var jobs = await queue.CompleteAndClaimAsync("test", [], 50, TimeSpan.FromHours(48), ct);
        foreach (var job in jobs)
        {
            if (await services.GetRequiredService<JobRunner>().RunAsync(job, ct))
            {
                await queue.CompleteAndClaimAsync("test", [job.Id], 0, TimeSpan.FromHours(48), ct);
            }
        }

        return done + jobs.Count > 0;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(TestContext.Current.CancellationToken);
        host.Dispose();
    }
}

/// <summary>The rows of a dialling test, by plain SQL.</summary>
internal sealed class DialingRows(string connection)
{
    public const string Agent = "8f2d7c14-51b3-4d0b-9a66-2c4e1f7a8b90";
    public const string From = "3c5a9e72-1d84-4f6b-8e21-7b90d4c6a5f3";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An organisation that calls at any hour.</summary>
    public async Task<Guid> OrganizationAsync(int lines, int perMinute = 100_000, string? config = null)
    {
        var id = Guid.CreateVersion7();
        config ??= """{"windows": {"mon": [{"start": "00:00", "end": "24:00"}], "tue": [{"start": "00:00", "end": "24:00"}], "wed": [{"start": "00:00", "end": "24:00"}], "thu": [{"start": "00:00", "end": "24:00"}], "fri": [{"start": "00:00", "end": "24:00"}], "sat": [{"start": "00:00", "end": "24:00"}], "sun": [{"start": "00:00", "end": "24:00"}]}}""";
        await RunAsync($"""
            insert into organizations (id, name, created_at) values ('{id}', 'Of the test', now());
            update dial_limits set max_concurrent = {lines}, per_minute = {perMinute} where organization_id = '{id}';
            insert into schedule_configs (id, organization_id, config, updated_at) values (gen_random_uuid(), '{id}', '{config}', now());
            """);
        return id;
    }

    public async Task<Guid> CampaignAsync(Guid organization, string status = "running", string breakers = "{}")
    {
        var id = Guid.CreateVersion7();
        await RunAsync($"""
            insert into campaigns (id, organization_id, name, status, provider, breakers, created_at, updated_at, started_at, watched_from)
            values ('{id}', '{organization}', 'Of the test', '{status}', 'vapi', '{breakers}', now(), now(), now(), now() - interval '1 hour')
            """);
        return id;
    }

    /// <summary>Ready feedback calls, due since <paramref name="due"/>; <paramref name="number"/> is SQL over <c>g</c> = 1 ….</summary>
    public async Task CallsAsync(Guid organization, int count, string number, string due, Guid? campaign = null, int priority = 0, string from = From)
    {
        await RunAsync($"""
            insert into calls (id, organization_id, campaign_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, priority, status, max_attempts, counted_on, created_at, updated_at)
            select gen_random_uuid(), '{organization}', {(campaign is null ? "null" : $"'{campaign}'")}, 'outbound', 'feedback', 'vapi', '{Agent}', '{from}', {number}, {due}, {priority}, 'ready', 3, current_date, now(), now()
            from generate_series(1, {count}) g;
            """);
        if (campaign is not null)
        {
            await RunAsync($"""
                insert into campaign_counts as c (campaign_id, organization_id, key, value) values ('{campaign}', '{organization}', 'status:ready', {count})
                on conflict (campaign_id, key) do update set value = c.value + excluded.value
                """);
        }
    }

    public async Task RunAsync(string sql) => await ReadAsync<object?>(sql);

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var database = new Npgsql.NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, database);
        var value = await command.ExecuteScalarAsync(Ct);
        return value is null or DBNull ? default! : (T)value;
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<Npgsql.NpgsqlDataReader, T> read)
    {
        await using var database = new Npgsql.NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, database);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var all = new List<T>();
        while (await rows.ReadAsync(Ct))
        {
            all.Add(read(rows));
        }

        return all;
    }
}
