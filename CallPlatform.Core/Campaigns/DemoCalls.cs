using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>A made demo call, with what its answer shows.</summary>
public sealed record DemoCall(Call Call, ServiceRecord Record);

/// <summary>Demo calls: real ones at the provider, marked, so that they enter no list, count or metric unless asked for.</summary>
public sealed class DemoCalls(CallPlatformDbContext db, CallTransaction transaction, CallNow callNow, ProviderDefaults defaults, TimeProvider clock)
{
    public const string CampaignName = "Demo Campaign";
    public const string DefaultServiceType = "Feedback Call";

    /// <summary>Makes record and call, and the organisation's "Demo Campaign" if it has none. Nothing is dialled yet.</summary>
    /// <param name="organizationId">Whose.</param>
    /// <param name="userId">Who asked for it.</param>
    /// <param name="request">As on the wire.</param>
    /// <param name="phone">The number in E.164.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<DemoCall> CreateAsync(Guid organizationId, Guid userId, DemoCallRequest request, string phone, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return transaction.RunAsync(
            async token =>
            {
                var now = clock.GetUtcNow();
                var campaignId = await CampaignAsync(organizationId, userId, now, token);
                var zone = await db.Organizations.Where(o => o.Id == organizationId).Select(o => o.TimeZone).FirstAsync(token);
                var record = new ServiceRecord
                {
                    Id = Guid.CreateVersion7(now), OrganizationId = organizationId, CampaignId = campaignId, CustomerName = request.CustomerName.Trim(),
                    CustomerPhone = phone, VehicleInfo = request.VehicleNumber, ServiceAdvisorName = request.ServiceAdvisorName,
                    ServiceType = string.IsNullOrWhiteSpace(request.ServiceType) ? DefaultServiceType : request.ServiceType,
                    Status = "Ready", IsDemo = true, CreatedBy = userId, CreatedAt = now, UpdatedAt = now,
                };
                var call = new Call
                {
                    Id = Guid.CreateVersion7(now), OrganizationId = organizationId, CampaignId = campaignId, ServiceRecordId = record.Id,
                    CallType = CallTypes.Demo, IsDemo = true, Provider = defaults.Provider, ToNumber = phone, CustomerName = record.CustomerName,
                    CallReason = "Demo Call", CreatedBy = userId, Priority = CallPriority.Person, CountedOn = OrganizationClock.DayOf(now, zone),
                    TraceParent = Activity.Current?.Id, CreatedAt = now, UpdatedAt = now,
                };
                db.ServiceRecords.Add(record);
                await db.SaveChangesAsync(token);
                db.Calls.Add(call);
                transaction.Append(call, CallEventKinds.Created, "person", now);
                return new DemoCall(call, record);
            },
            ct);
    }

    /// <summary>Dials a demo call with the demo assistant; what the provider answers is in the call's status afterwards.</summary>
    public Task<CallNowResult> InitiateAsync(Guid callId, CancellationToken ct) => callNow.RunAsync(
        callId,
        async (call, token) =>
        {
            if (!call.IsDemo || await db.ServiceRecords.FirstOrDefaultAsync(r => r.Id == call.ServiceRecordId, token) is not { } record)
            {
                return false;
            }

            var organization = await db.Organizations.FirstAsync(o => o.Id == call.OrganizationId, token);
            call.AgentRef = defaults.DemoAgentRef;
            call.FromRef = defaults.FromRef;
            call.Name = $"Demo Call: {record.CustomerName}";
            call.Variables = new JsonObject
            {
                ["customer_name"] = record.CustomerName,
                ["vehicle_info"] = record.VehicleInfo ?? "Demo Vehicle",
                ["service_advisor_name"] = record.ServiceAdvisorName ?? "Demo Advisor",
                ["service_type"] = record.ServiceType ?? DefaultServiceType,
                ["organization_name"] = organization.Name,
                ["location"] = organization.Location ?? "Demo Location",
                ["is_demo"] = "true",
                ["call_id"] = call.Id.ToString(),
            }.ToJsonString();
            return true;
        },
        ct);

    private async Task<Guid> CampaignAsync(Guid organizationId, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into campaigns (id, organization_id, name, status, is_demo, provider, created_by, created_at, updated_at, started_at)
            values ({Guid.CreateVersion7(now)}, {organizationId}, {CampaignName}, 'running', true, {defaults.Provider}, {userId}, {now}, {now}, {now})
            on conflict (organization_id) where is_demo do nothing
            """,
            ct);
        return await db.Campaigns.Where(c => c.OrganizationId == organizationId && c.IsDemo).Select(c => c.Id).FirstAsync(ct);
    }
}
