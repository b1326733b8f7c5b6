using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.SampleData;

internal static class SampleDataRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SimulatorAddress>();
        services.AddSingleton<OrganizationScopes>();
        services.AddSingleton<SampleProgress>();
        services.AddSingleton<SampleInbound>();
        services.AddSingleton<SampleOutbound>();
        services.AddSingleton<SampleWork>();
        services.AddScoped<SampleStage>();
        services.AddScoped<SampleRemoval>();
        services.AddScoped<SampleDataDesk>();
        services.AddScoped<Metrics.RollUpRecount>();
        services.AddHttpClient(nameof(SampleInbound));
        services.AddJob<FillSampleDataJob>();
        services.AddJob<RemoveSampleDataJob>();
    }
}
