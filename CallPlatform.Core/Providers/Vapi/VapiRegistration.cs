using System.Reflection;
using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Providers.Vapi;

internal static class VapiRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<VapiOptions>()
            .BindConfiguration(VapiOptions.Section)
            .Configure(options => options.TakeSeedNames(builder.Configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(nameof(VapiClient), http =>
            {
                // Our own tokens end requests; and without a User-Agent Vapi's front door answers 403 "error code: 1010".
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd($"CallPlatform/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(2)}");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        builder.Services.AddSingleton<IVoiceProvider>(provider => new VapiClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(VapiClient)),
            provider.GetRequiredService<IOptionsMonitor<VapiOptions>>(),
            provider.GetRequiredService<ProviderHealth>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<VapiOptions>>().Value;
            return new ProviderDefaults(VapiCallReader.Provider, options.DemoAssistantId, options.PhoneNumberId);
        });
        builder.Services.AddSingleton<IProviderAccount, VapiAccount>();
        builder.Services.AddScoped<IWebhookReader, VapiWebhookReader>();
    }
}
