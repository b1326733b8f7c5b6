using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Leads;

/// <summary>
/// Gives every lead that has no call another turn, after mappings, agents or numbers were corrected. It works in steps: each
/// writes how far it is, so people see progress and a Worker that dies costs one step.
/// </summary>
internal sealed class ProcessUnmappedJob(CallPlatformDbContext db, IServiceScopeFactory scopes, TimeProvider clock) : IJobHandler
{
    private const int Step = 50;
    private const int MostDetails = 200;

    public static string Kind => "process_unmapped";

    public static Job For(LeadBatch batch) => new()
    {
        Id = Guid.CreateVersion7(batch.CreatedAt),
        OrganizationId = batch.OrganizationId,
        Kind = Kind,
        Key = batch.Id.ToString(),
        Payload = new JsonObject { ["batch_id"] = batch.Id.ToString() }.ToJsonString(),
        DueAt = batch.CreatedAt,
        TraceParent = Activity.Current?.Id,
        CreatedAt = batch.CreatedAt,
    };

    /// <summary>The leads that came before the batch and were not called.</summary>
    public static IQueryable<Lead> Uncalled(CallPlatformDbContext db, DateTimeOffset before) =>
        db.Leads.Where(l => l.CreatedAt <= before && (l.FormName != null || l.ProjectId != null) && !LeadStatuses.Closed.Contains(l.Status)
            && !db.AiCallLogs.Any(c => c.LeadId == l.Id && c.Claims)
            && !db.AiCallLogs.Any(c => c.LeadId == l.Id && c.Reason == SkipReasons.AlreadyCalled));

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var id = Guid.Parse(JsonNode.Parse(job.Payload)!["batch_id"]!.GetValue<string>());
        if (await db.LeadBatches.AsTracking().FirstOrDefaultAsync(b => b.Id == id, ct) is not { Status: "running" } batch)
        {
            return JobOutcome.Done;
        }

        var after = batch.LastId ?? Guid.Empty;
        var leads = await Uncalled(db, batch.CreatedAt).Where(l => l.Id > after).OrderBy(l => l.Id).Select(l => l.Id).Take(Step).ToListAsync(ct);
        var details = JsonNode.Parse(batch.Details)!.AsArray();
        foreach (var lead in leads)
        {
            await TakeTurnAsync(batch, lead, details, ct);
            batch.LastId = lead;
        }

        batch.Details = details.ToJsonString();
        if (leads.Count < Step)
        {
            batch.Status = "completed";
            batch.FinishedAt = clock.GetUtcNow();
            batch.Total = batch.Called + batch.Skipped + batch.Failed;
        }

        await db.SaveChangesAsync(ct);
        return leads.Count < Step ? JobOutcome.Done : JobOutcome.Again(clock.GetUtcNow());
    }

    // In a scope of its own: one lead's failure leaves the others and the progress alone.
    private async Task TakeTurnAsync(LeadBatch batch, Guid leadId, JsonArray details, CancellationToken ct)
    {
        LeadCallResult? result = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(batch.OrganizationId);
            result = await scope.ServiceProvider.GetRequiredService<LeadCaller>().CallAsync(leadId, LeadTriggers.Batch, ct);
        }
        catch (Exception error) when (error is DbUpdateException or Npgsql.PostgresException)
        {
            result = null;
        }

        (batch.Called, batch.Skipped, batch.Failed) = result?.Outcome switch
        {
            LeadCallOutcome.Called => (batch.Called + 1, batch.Skipped, batch.Failed),
            LeadCallOutcome.Skipped => (batch.Called, batch.Skipped + 1, batch.Failed),
            _ => (batch.Called, batch.Skipped, batch.Failed + 1),
        };
        if (details.Count < MostDetails)
        {
            details.Add(new JsonObject
            {
                ["lead_id"] = leadId.ToString(),
                ["outcome"] = result?.Outcome switch { LeadCallOutcome.Called => "called", LeadCallOutcome.Skipped => "skipped", _ => "failed" },
                ["reason"] = result is null ? "internal_error" : result.Reason,
                ["message"] = result is null ? "It failed on our side and can be tried again." : result.Message,
            });
        }
    }
}
