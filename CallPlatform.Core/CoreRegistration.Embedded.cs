using CallPlatform.Core.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core;

public static partial class CoreRegistration
{
    private static void AddEventBus(IHostApplicationBuilder builder)
    {
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddSingleton<PostgresEventBus>();
        builder.Services.AddSingleton<IEventBus>(provider => provider.GetRequiredService<PostgresEventBus>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PostgresEventBus>());
    }
}
