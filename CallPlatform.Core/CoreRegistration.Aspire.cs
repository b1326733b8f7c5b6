using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core;

public static partial class CoreRegistration
{
    // The resources' names in the AppHost.
    private const string Cache = "cache";
    private const string Messaging = "messaging";

    /// <summary>What processes share besides the rows: Redis caches and counts, Azure Service Bus announces.</summary>
    private static void AddShared(IHostApplicationBuilder builder)
    {
        // For its health check and telemetry; the platform's own sources (see Database) fix role and organisation of a connection.
        builder.AddNpgsqlDataSource(Database.ConnectionName);

        var redis = builder.AddRedisClientBuilder(Cache).WithDistributedCache();
        if (builder.Configuration.GetConnectionString(Cache)?.Contains("password=", StringComparison.OrdinalIgnoreCase) != true)
        {
            redis.WithAzureAuthentication(); // Azure Managed Redis knows no password, only managed identities
        }

        builder.Services.AddSingleton<PostgresCounters>();
        builder.Services.AddSingleton<ICounterStore, RedisCounters>();

        builder.AddAzureServiceBusClient(Messaging, settings => settings.HealthCheckTopicName = EventBusOptions.Topic);
        builder.Services.AddSingleton<ServiceBusEventBus>();
        builder.Services.AddSingleton<IEventBus>(provider => provider.GetRequiredService<ServiceBusEventBus>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ServiceBusEventBus>());
        builder.Services.AddHostedService<DeadLetters>();
    }
}
