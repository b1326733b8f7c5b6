using CallPlatform.Core.Calls;
using CallPlatform.Core.Dialing;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Campaigns;

/// <summary>Campaigns, feedback calls, and the rules of dialling.</summary>
internal static class CampaignRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<CampaignCounting>();
        services.AddScoped<DialFactsReader>();
        services.AddScoped<ICallReaction, CampaignWatch>();
        services.AddScoped<ICallReaction, AfterCall>();
        services.AddScoped<ICallReaction, RetryAfterMiss>();
    }
}
