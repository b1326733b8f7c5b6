using CallPlatform.Api.Webhooks;

namespace CallPlatform.Api.Endpoints;

/// <summary>Everything about calls that come in, and about what was said in calls.</summary>
internal static class InboundRoutes
{
    public static void MapInbound(this IEndpointRouteBuilder routes)
    {
        routes.MapCallRailWebhooks();
        routes.MapShunyaWebhook();
        routes.MapTrackingNumbers();
        routes.MapAnalysedCalls();
        routes.MapMissedCalls();
        routes.MapLeads();
        routes.MapContactCards();
        routes.MapAppointments();
        routes.MapTasks();
        routes.MapSessions();
        routes.MapMetrics();
        routes.MapAnalysisTasks();
        routes.MapWebhookInbox();
    }
}
