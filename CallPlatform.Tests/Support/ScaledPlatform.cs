using Xunit;

namespace CallPlatform.Tests.Support;

/// <summary>
/// The platform scaled out: two Api, three Worker and two Web processes on one database, a load balancer before the Apis, and a
/// collector to which all of them tell traces, metrics and logs. Tests leave at least one of each kind running.
/// </summary>
public sealed class ScaledPlatform(TestDatabases databases) : IAsyncLifetime
{
    private HttpClient? client;

    internal Platform Platform { get; private set; } = null!;

    internal LoadBalancer Balancer { get; private set; } = null!;

    internal OtlpReceiver Telemetry { get; private set; } = null!;

    internal List<ServiceProcess> Apis { get; } = [];

    internal List<ServiceProcess> Workers { get; } = [];

    internal List<ServiceProcess> Webs { get; } = [];

    /// <summary>The owner at the load balancer.</summary>
    public HttpClient Owner => client!;

    public async ValueTask InitializeAsync()
    {
        Telemetry = await OtlpReceiver.StartAsync();
        Balancer = await LoadBalancer.StartAsync();
        Platform = await Platform.StartAsync(databases, withWorker: false, new Dictionary<string, string>
        {
            ["VAPI_WEBHOOK_URL"] = Balancer.Url + "/api/calls/webhook",
            ["Auth__WebKey"] = "what only the Apis and the Webs know",
            ["services__api__http__0"] = Balancer.Url,
            ["Dialing__RequestTimeoutSeconds"] = "3",
            ["Jobs__LeaseSeconds"] = "3",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Telemetry.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "250",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "250",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["Logging__LogLevel__Default"] = "Information",
        });
        Apis.Add(Platform.Api);
        Apis.Add(Platform.Start("CallPlatform.Api", ServiceProcess.FreePort()));
        Balancer.Use([.. Apis.Select(api => api.Url)]);
        Workers.AddRange([Platform.StartWorker(), Platform.StartWorker(), Platform.StartWorker()]);
        Webs.AddRange([Platform.Start("CallPlatform.Web", ServiceProcess.FreePort()), Platform.Start("CallPlatform.Web", ServiceProcess.FreePort())]);
        await Task.WhenAll(Apis.Concat(Workers).Concat(Webs).Select(process => process.HealthyAsync()));
        client = new HttpClient { BaseAddress = new Uri(Balancer.Url) };
        client.DefaultRequestHeaders.Authorization = Platform.Client.DefaultRequestHeaders.Authorization;
    }

    /// <summary>Calls that are due now, to numbers that begin with this and go on counting; four digits in all are added.</summary>
    public Task AreDueAsync(int first, int count) => Platform.SetAsync($"""
        insert into calls (id, organization_id, direction, call_type, provider, agent_ref, from_ref, to_number, due_at, status, counted_on, created_at, updated_at)
        select gen_random_uuid(), o.id, 'outbound', 'direct', 'vapi', '{Platform.Assistant}', '{Platform.PhoneNumber}', '+1555010' || ({first} + i),
          now(), 'ready', current_date, now(), now()
        from organizations o, generate_series(0, {count - 1}) i
        """);

    /// <summary>How many of them meet a condition.</summary>
    public Task<long> CountAsync(int first, int count, string condition) => Platform.QueryAsync<long>($"""
        set app.organization = '*';
        select count(*) from calls where to_number between '+1555010{first}' and '+1555010{first + count - 1}' and ({condition})
        """);

    public Task LimitAsync(int concurrent, int perMinute) =>
        Platform.SetAsync($"update dial_limits set max_concurrent = {concurrent}, per_minute = {perMinute}");

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await Platform.DisposeAsync();
        await Balancer.DisposeAsync();
        await Telemetry.DisposeAsync();
    }
}

[CollectionDefinition(nameof(ScaledPlatform))]
public sealed class ScaledPlatforms : ICollectionFixture<ScaledPlatform>;
