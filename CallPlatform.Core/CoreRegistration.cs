using CallPlatform.Core.Analysis;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using CallPlatform.Core.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core;

/// <summary>What Api and Worker both stand on.</summary>
public static partial class CoreRegistration
{
    public static IHostApplicationBuilder AddCore(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton<TimeProvider>(new DatabaseClock());
        services.AddSingleton(_ => new Database(ConnectionString(builder.Configuration)));
        services.AddScoped<CurrentOrganization>();
        services.AddScoped<OrganizationOnConnection>();
        services.AddHostedService<WarmUp>();
        services.AddDbContext<CallPlatformDbContext>((provider, options) =>
        {
            // Chosen when the scope first asks for the context: by then it is known whose rows it works on.
            var everything = provider.GetRequiredService<CurrentOrganization>().SeesAll;
            var database = provider.GetRequiredService<Database>();
            Migrator.Configure(options).UseNpgsql(everything ? database.Platform : database.Tenant)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
                .AddInterceptors(provider.GetRequiredService<Leads.LeadCallFollowUp>(), provider.GetRequiredService<CampaignCounting>())
                // Last: it tells of what the others changed as well.
                .AddInterceptors(provider.GetRequiredService<Webhooks.Outbound.WebhookTelling>());
            if (!everything)
            {
                options.AddInterceptors(provider.GetRequiredService<OrganizationOnConnection>());
            }
        });
        AddOptions(builder);
        AddShared(builder);
        AddCalls(services);
        OrganizationRegistration.Add(services);
        Exports.ExportRegistration.Add(services);
        Webhooks.Outbound.OutboundRegistration.Add(builder);
        CampaignRegistration.Add(services);
        Leads.LeadRegistration.Add(builder);
        SampleData.SampleDataRegistration.Add(services);
        ProviderRegistration.Add(builder);
        Privacy.PrivacyRegistration.Add(services);
        return builder;
    }

    private static void AddOptions(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DialingOptions>().BindConfiguration(DialingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<StaleCallOptions>().BindConfiguration(StaleCallOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<EventBusOptions>().BindConfiguration(EventBusOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<Jobs.JobOptions>().BindConfiguration(Jobs.JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddCalls(IServiceCollection services)
    {
        services.AddScoped<TallyBook>();
        services.AddScoped<CallTransaction>();
        services.AddScoped<SignalIntake>();
        services.AddScoped<DialStarter>();
        services.AddScoped<UncountedTry>();
        services.AddScoped<DialSettlement>();
        services.AddScoped<CallPlacer>();
        services.AddScoped<CallSync>();
        services.AddScoped<CallStatsQuery>();
        services.AddScoped<CallCanceller>();
        services.AddScoped<LiveBoardQuery>();
        services.AddInboundAndAnalysis();
        services.AddScoped<ICallReaction, AwaitReport>();
        services.AddScoped<ICallReaction, ConcurrencyRetry>();
        services.AddSingleton<DialSettlements>();
        services.AddSingleton<Dialer>();
        services.AddSingleton<DialRecovery>();
        services.AddSingleton<StaleCallPoller>();
        services.AddSingleton<DialsUnderWay>();
        services.AddHostedService(provider => provider.GetRequiredService<DialsUnderWay>());
        services.AddSingleton<LiveLines>();
        services.AddSingleton<WebhookInbox>();
        services.AddSingleton<InboxProcessor>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<PlatformGauges>();
        services.AddSingleton(provider => new JobHandlers(provider.GetServices<JobKind>()));
        services.AddJob<EndCallJob>();
        services.AddJob<AwaitReportJob>();
    }

    /// <summary>Registers a job's handler under its kind.</summary>
    internal static IServiceCollection AddJob<THandler>(this IServiceCollection services)
        where THandler : class, IJobHandler =>
        services.AddScoped<THandler>().AddSingleton(new JobKind(THandler.Kind, typeof(THandler)));

    private static string ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString(Database.ConnectionName) is { Length: > 0 } connection
            ? connection
            : throw new InvalidOperationException("ConnectionStrings__callsdb is not set: give the PostgreSQL database to use, or start everything with CallPlatform.AppHost.");
}
