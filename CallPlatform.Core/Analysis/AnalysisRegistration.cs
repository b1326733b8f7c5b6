using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Inbound;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Visits;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Analysis;

/// <summary>Inbound calls and what comes of calls: leads, transcripts, analyses, appointments, visits.</summary>
internal static class AnalysisRegistration
{
    public static void AddInboundAndAnalysis(this IServiceCollection services)
    {
        services.AddScoped<LeadDesk>();
        services.AddScoped<InboundIntake>();
        services.AddScoped<ICallReaction, MissedCalls>();
        services.AddScoped<MissedCallDesk>();
        services.AddScoped<AppointmentDesk>();
        services.AddScoped<KnownFacts>();
        services.AddScoped<AnalysisBook>();
        services.AddScoped<TranscriptBook>();
        services.AddScoped<ICallReaction, AnalyseCalls>();
        services.AddScoped<Metrics.CsrFigures>();
        services.AddScoped<Metrics.SalesFigures>();
        services.AddScoped<TaskDesk>();
        services.AddScoped<TaskOrders>();
        services.AddScoped<VisitBook>();
        services.AddScoped<VisitDesk>();
        services.AddScoped<VisitAudio>();
        services.AddOptions<VisitOptions>().BindConfiguration(VisitOptions.Section).ValidateDataAnnotations();
        services.AddJob<StartAnalysisTaskJob>();
        services.AddJob<PollAnalysisTaskJob>();
    }
}
