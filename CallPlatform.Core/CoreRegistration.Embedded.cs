using CallPlatform.Core.Events;
using CallPlatform.Core.Organizations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core;

public static partial class CoreRegistration
{
    /// <summary>What processes share besides the rows: PostgreSQL does all of it. The cache is each process's own.</summary>
    private static void AddShared(IHostApplicationBuilder builder)
    {
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddSingleton<ICounterStore, PostgresCounters>();
        builder.Services.AddSingleton<PostgresEventBus>();
        builder.Services.AddSingleton<IEventBus>(provider => provider.GetRequiredService<PostgresEventBus>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PostgresEventBus>());
    }
}
