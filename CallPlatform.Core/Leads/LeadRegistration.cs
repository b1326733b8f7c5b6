using CallPlatform.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core.Leads;

internal static class LeadRegistration
{
    public static void Add(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<LeadCaller>();
        services.AddScoped<LeadIntake>();
        services.AddScoped<LeadCallFollowUp>();
        services.AddScoped<LeadAnalytics>();
        services.AddScoped<LeadImport>();
        services.AddSingleton<LeadForms>();
        services.AddSingleton<WebhookTokens>();
        services.AddJob<CallLeadJob>();
        services.AddJob<ProcessUnmappedJob>();
        services.AddJob<RetireAgentJob>();
        Messages.MessageRegistration.Add(builder);
    }
}
