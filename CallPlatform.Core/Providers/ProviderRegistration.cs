using CallPlatform.Core.Providers.CallKaro;
using CallPlatform.Core.Providers.CallRail;
using CallPlatform.Core.Providers.Shunya;
using CallPlatform.Core.Providers.Vapi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core.Providers;

/// <summary>The providers: one line each, everything else of a provider is in its folder.</summary>
internal static class ProviderRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProviderHealth>();
        builder.Services.AddSingleton<VoiceProviders>();
        builder.Services.AddSingleton<OutboundUrlGuard>();
        builder.Services.AddSingleton<AccountTest>();
        builder.Services.AddHttpClient(nameof(AccountTest), http => http.Timeout = Timeout.InfiniteTimeSpan); // its own token ends the request
        VapiRegistration.Add(builder);
        CallRailRegistration.Add(builder);
        ShunyaRegistration.Add(builder);
        CallKaroRegistration.Add(builder);
    }
}
