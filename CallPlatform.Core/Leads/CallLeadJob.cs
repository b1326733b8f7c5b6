using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Jobs;

namespace CallPlatform.Core.Leads;

/// <summary>Calls a new lead, once the lead is stored and its sender answered.</summary>
internal sealed class CallLeadJob(LeadCaller caller) : IJobHandler
{
    public static string Kind => "call_lead";

    public static Job For(Lead lead, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = lead.OrganizationId,
        Kind = Kind,
        Key = lead.Id.ToString(),
        Payload = new JsonObject { ["lead_id"] = lead.Id.ToString() }.ToJsonString(),
        DueAt = now,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        await caller.CallAsync(Guid.Parse(JsonNode.Parse(job.Payload)!["lead_id"]!.GetValue<string>()), LeadTriggers.Automatic, ct);
        return JobOutcome.Done;
    }
}
