using System.Net;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core.Webhooks.Outbound;

internal static class OutboundRegistration
{
    /// <summary>Receivers on the installation's own network, comma-separated, as in <c>http://10.0.0.7:8080</c>. Nothing else private is sent to.</summary>
    private const string TrustedSetting = "Webhooks:TrustedUrls";

    public static void Add(IHostApplicationBuilder builder)
    {
        // Not the guard of recordings: that the providers' own hosts are trusted is no reason to post there.
        var guard = new OutboundUrlGuard(
            (builder.Configuration[TrustedSetting] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            (host, ct) => Dns.GetHostAddressesAsync(host, ct));
        builder.Services.AddHttpClient(nameof(WebhookSender), http => http.Timeout = Timeout.InfiniteTimeSpan) // our own tokens end requests
            .ConfigurePrimaryHttpMessageHandler(() =>
            {
                var handler = guard.Handler();
                handler.AllowAutoRedirect = false;
                return handler;
            });
        builder.Services.AddSingleton<SecretBox>();
        builder.Services.AddSingleton<WebhookSubscriptions>();
        builder.Services.AddSingleton<WebhookTelling>();
        builder.Services.AddSingleton(provider => new WebhookSender(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(WebhookSender)), guard,
            provider.GetRequiredService<SecretBox>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddScoped<OutboundDesk>();
        builder.Services.AddJob<DeliverWebhookJob>();
    }
}
