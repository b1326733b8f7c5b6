using System.Text.Json.Nodes;
using CallPlatform.Core.Appointments;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Leads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>
/// Whatever is saved is told in the same transaction: a message and its job a subscribed endpoint. So nothing is told that did not
/// happen, and nothing that happened is forgotten. Bodies carry ids and states, no names or numbers: those are fetched with a key.
/// </summary>
internal sealed class WebhookTelling(WebhookSubscriptions subscriptions, TimeProvider clock) : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is CallPlatformDbContext db)
        {
            foreach (var (organization, type, data) in db.ChangeTracker.Entries().SelectMany(Happened).ToList())
            {
                foreach (var endpoint in await subscriptions.ForAsync(organization, type, cancellationToken))
                {
                    DeliverWebhookJob.Enqueue(db, organization, endpoint, type, data(), clock.GetUtcNow());
                }
            }
        }

        return result;
    }

    private static IEnumerable<(Guid Organization, string Type, Func<JsonObject> Data)> Happened(EntityEntry entry) => entry.Entity switch
    {
        Call { IsDemo: false } call when entry.State == EntityState.Modified => OfCall(entry, call),
        Lead lead when entry.State == EntityState.Added => [(lead.OrganizationId, WebhookEventTypes.LeadCreated, () => DataOf(lead))],
        LeadStatusChange { FromStatus: not null } change when entry.State == EntityState.Added =>
            [(change.OrganizationId, WebhookEventTypes.LeadStatusChanged, () => DataOf(change))],
        Appointment made when entry.State == EntityState.Added => [(made.OrganizationId, WebhookEventTypes.AppointmentCreated, () => DataOf(made))],
        Appointment changed when entry.State == EntityState.Modified => [(changed.OrganizationId, WebhookEventTypes.AppointmentUpdated, () => DataOf(changed))],
        _ => [],
    };

    private static IEnumerable<(Guid Organization, string Type, Func<JsonObject> Data)> OfCall(EntityEntry entry, Call call)
    {
        var state = entry.ComplexProperty(nameof(Call.State));
        var before = (CallStatus)state.Property(nameof(CallState.Status)).OriginalValue!;
        var reported = (bool)state.Property(nameof(CallState.ReportReceived)).OriginalValue!;
        if (before != call.State.Status)
        {
            yield return (call.OrganizationId, WebhookEventTypes.CallUpdated, () => DataOf(call));
            if (call.State.Status.IsTerminal())
            {
                yield return (call.OrganizationId, WebhookEventTypes.CallEnded, () => DataOf(call));
            }
        }

        if (call.State.ReportReceived && !reported)
        {
            yield return (call.OrganizationId, WebhookEventTypes.CallReported, () => DataOf(call));
        }
    }

    private static JsonObject DataOf(Call call) => new()
    {
        ["id"] = call.Id, ["status"] = call.State.Status.Name(), ["direction"] = call.Direction, ["call_type"] = call.CallType, ["contact_id"] = call.ContactId,
        ["lead_id"] = call.LeadId, ["campaign_id"] = call.CampaignId, ["attempt"] = call.State.Attempt, ["outcome"] = call.State.Outcome,
        ["started_at"] = Time(call.State.StartedAt), ["ended_at"] = Time(call.State.EndedAt), ["duration_seconds"] = call.State.DurationSeconds,
    };

    private static JsonObject DataOf(Lead lead) => new()
    {
        ["id"] = lead.Id, ["status"] = lead.Status, ["source"] = lead.Source, ["contact_id"] = lead.ContactId, ["project_id"] = lead.ProjectId,
    };

    private static JsonObject DataOf(LeadStatusChange change) => new()
    {
        ["id"] = change.LeadId, ["from_status"] = change.FromStatus, ["status"] = change.ToStatus, ["source"] = change.Source, ["call_id"] = change.CallId,
    };

    private static JsonObject DataOf(Appointment a) => new()
    {
        ["id"] = a.Id, ["lead_id"] = a.LeadId, ["status"] = a.Status, ["outcome"] = a.Outcome, ["scheduled_start"] = Time(a.ScheduledStart),
        ["assigned_rep_id"] = a.AssignedRepId,
    };

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
