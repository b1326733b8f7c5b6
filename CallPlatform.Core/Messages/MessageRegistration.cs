using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Messages;

internal static class MessageRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MessageGatewayOptions>()
            .BindConfiguration(MessageGatewayOptions.Section)
            .Configure(options => options.TakeUsualNames(builder.Configuration))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddHttpClient(nameof(MessageGateway), http => http.Timeout = Timeout.InfiniteTimeSpan); // our own tokens end requests
        builder.Services.AddSingleton(provider => new MessageGateway(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(MessageGateway)),
            provider.GetRequiredService<IOptionsMonitor<MessageGatewayOptions>>()));
        builder.Services.AddSingleton<Providers.IProviderAccount, MessageAccount>();
        builder.Services.AddScoped<MessageHours>();
        builder.Services.AddScoped<Webhooks.IWebhookReader, MessageWebhookReader>();
        builder.Services.AddJob<SendMessageJob>();
    }
}
