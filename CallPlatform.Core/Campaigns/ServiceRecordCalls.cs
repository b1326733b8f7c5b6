using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Campaigns;

/// <summary>A service record becomes a ready call when its time has come.</summary>
public sealed class ServiceRecordCalls(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int Bite = 500;

    /// <summary>Takes up to 500 due records of all organisations. Returns how many.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var db = scope.ServiceProvider.GetRequiredService<CallPlatformDbContext>();
        var audience = scope.ServiceProvider.GetRequiredService<CampaignAudience>();
        return await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(
            async token =>
            {
                var due = await db.ServiceRecords.FromSql($"""
                    select * from service_records where status = 'Pending' and call_due_at <= {clock.GetUtcNow()} and deleted_at is null
                    order by call_due_at limit {Bite} for update skip locked
                    """).AsNoTracking().ToListAsync(token);
                foreach (var group in due.GroupBy(r => (r.OrganizationId, r.CampaignId)))
                {
                    var campaign = group.Key.CampaignId is { } id ? await db.Campaigns.FirstAsync(c => c.Id == id, token) : null;
                    await audience.AddDueRecordsAsync(group.Key.OrganizationId, campaign, [.. group.Select(r => r.Id)], token);
                }

                return due.Count;
            },
            ct);
    }
}
