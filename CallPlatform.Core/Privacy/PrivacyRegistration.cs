using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Privacy;

internal static class PrivacyRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Retention>();
        services.AddScoped<PersonFile>();
        services.AddScoped<PersonErasure>();
    }
}
