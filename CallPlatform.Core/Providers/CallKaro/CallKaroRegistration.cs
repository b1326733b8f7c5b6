using System.Reflection;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.CallKaro;

internal static class CallKaroRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CallKaroOptions>()
            .BindConfiguration(CallKaroOptions.Section)
            .Configure(options => options.TakeSeedNames(builder.Configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(nameof(CallKaroClient), http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan; // our own tokens end requests
                http.DefaultRequestHeaders.UserAgent.ParseAdd($"CallPlatform/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(2)}");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        builder.Services.AddSingleton<IVoiceProvider>(provider => new CallKaroClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(CallKaroClient)),
            provider.GetRequiredService<IOptionsMonitor<CallKaroOptions>>(),
            provider.GetRequiredService<ProviderHealth>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IProviderAccount, CallKaroAccount>();
        builder.Services.AddScoped<IWebhookReader, CallKaroWebhookReader>();
    }
}
