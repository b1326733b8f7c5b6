using CallPlatform.Contracts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;

namespace CallPlatform.Api.Endpoints;

/// <summary>Logs as the Auto AI Calling routes show them.</summary>
internal static class AiCallLogs
{
    public static IQueryable<AiCallLogResponse> Rows(CallPlatformDbContext db, IQueryable<AiCallLog> logs) =>
        from log in logs
        join lead in db.Leads on log.LeadId equals lead.Id
        join project in db.Projects on log.ProjectId equals project.Id into projects
        from project in projects.DefaultIfEmpty()
        join agent in db.AiAgents on log.AgentId equals agent.Id into agents
        from agent in agents.DefaultIfEmpty()
        orderby log.InitiatedAt descending, log.Id descending
        select new AiCallLogResponse(
            log.Id, log.LeadId, lead.FullName, log.ProjectId, project!.Name, log.AgentId, agent!.Name, log.CallId, log.PhoneNumber,
            log.FormName, log.MappingRule, log.Trigger, log.Status, log.Reason, log.ErrorMessage, log.Provider, log.ProviderCallId,
            log.Booked, log.Converted, log.TookOver, log.InitiatedAt, log.CompletedAt);
}
