using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Exports;

internal static class ExportRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<ExportDesk>();
        services.AddJob<WriteExportJob>();
    }
}
