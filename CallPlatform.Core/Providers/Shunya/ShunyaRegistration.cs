using CallPlatform.Core.Analysis;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Shunya;

internal static class ShunyaRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ShunyaOptions>()
            .BindConfiguration(ShunyaOptions.Section)
            .Configure(options => options.TakeEnvironmentNames(builder.Configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(nameof(ShunyaClient), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false,
            });
        builder.Services.AddSingleton<IAnalysisProvider>(provider => new ShunyaClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(ShunyaClient)),
            provider.GetRequiredService<IOptionsMonitor<ShunyaOptions>>(),
            provider.GetRequiredService<ProviderHealth>()));
        builder.Services.AddSingleton<IProviderAccount, ShunyaAccount>();
        builder.Services.AddScoped<IWebhookReader, ShunyaWebhookReader>();
    }
}
