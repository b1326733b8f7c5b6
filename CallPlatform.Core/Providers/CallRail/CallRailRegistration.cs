using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallRail;

internal static class CallRailRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CallRailOptions>()
            .BindConfiguration(CallRailOptions.Section)
            .Configure(options => options.TakeEnvironmentNames(builder.Configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(nameof(CallRailClient), http => http.Timeout = TimeSpan.FromMinutes(5))
            .ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredService<OutboundUrlGuard>().Handler());
        builder.Services.AddSingleton(provider => new CallRailClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(CallRailClient)),
            provider.GetRequiredService<IOptionsMonitor<CallRailOptions>>(),
            provider.GetRequiredService<ProviderHealth>(),
            provider.GetRequiredService<OutboundUrlGuard>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IVoiceProvider>(provider => provider.GetRequiredService<CallRailClient>());
        builder.Services.AddSingleton<IRecordingSource>(provider => provider.GetRequiredService<CallRailClient>());
        builder.Services.AddSingleton(provider => new CallRailSweep(
            provider.GetRequiredService<CallRailClient>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<IOptionsMonitor<CallRailOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CallRailSweep>>()));
        builder.Services.AddSingleton<IProviderAccount, CallRailAccount>();
        builder.Services.AddScoped<IWebhookReader, CallRailWebhookReader>();
    }
}
