using CallPlatform.Core.Events;

namespace CallPlatform.Worker.Loops;

internal static class LoopRegistration
{
    public static void AddLoops(this IServiceCollection services)
    {
        services.Configure<EventBusOptions>(bus => bus.TakesWakeUps = true);
        services.AddHostedService<InboxLoop>();
        services.AddHostedService<DialerLoop>();
        services.AddHostedService<DialRecoveryLoop>();
        services.AddHostedService<StaleCallLoop>();
        services.AddHostedService<JobLoop>();
        services.AddHostedService<CampaignLoop>();
        services.AddHostedService<CallRailSweepLoop>();
        services.AddHostedService<HousekeepingLoop>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<GaugeLoop>();
    }
}
