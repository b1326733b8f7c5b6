using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Organizations;

/// <summary>Users, sessions, keys, and what is written about who did what.</summary>
internal static class OrganizationRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<RateCounters>();
        services.AddSingleton<WebKeys>();
        services.AddSingleton<LookupCache>();
        services.AddScoped<OrganizationSettingsReader>();
        services.AddSingleton<SessionStandings>();
        services.AddSingleton<AuditLog>();
        services.AddScoped<SignIn>();
        services.AddScoped<Sessions>();
        services.AddScoped<Passwords>();
        services.AddScoped<Invitations>();
        services.AddScoped<UserAdministration>();
        services.AddScoped<DeadJobs>();
    }
}
