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
        services.AddScoped<ScheduleDesk>();
        services.AddScoped<SuppressionList>();
        services.AddScoped<Explanation>();
        services.AddScoped<CallNow>();
        services.AddScoped<FeedbackDesk>();
        services.AddScoped<DemoCalls>();
        services.AddScoped<CampaignAudience>();
        services.AddScoped<CampaignDesk>();
        services.AddScoped<CampaignRedial>();
        services.AddScoped<CampaignProgressQuery>();
        services.AddScoped<ServiceRecordImport>();
        services.AddScoped<RecordImportUndo>();
        services.AddScoped<Rehearsal>();
        services.AddSingleton<ServiceRecordCalls>();
        services.AddSingleton<CampaignKeeper>();
        services.AddJob<ReconsiderCallsJob>();
        services.AddJob<CancelCampaignCallsJob>();
        services.AddScoped<ICallReaction, FeedbackFields>();
        services.AddScoped<ICallReaction, CampaignWatch>();
        services.AddScoped<ICallReaction, AfterCall>();
        services.AddScoped<ICallReaction, RetryAfterMiss>();
    }
}
