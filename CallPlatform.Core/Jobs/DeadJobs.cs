using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CallPlatform.Core.Jobs;

public enum RetryOutcome
{
    Done,
    NotFound,

    /// <summary>The same work is already waiting or running.</summary>
    AlreadyOpen,
}

/// <summary>An organisation's jobs that gave up: run again, or put away.</summary>
public sealed class DeadJobs(CallPlatformDbContext db, IEventBus bus, TimeProvider clock)
{
    public IQueryable<Job> Of(Guid organizationId) => db.Jobs.Where(j => j.OrganizationId == organizationId && j.State == "dead");

    /// <summary>Runs it again with all its attempts.</summary>
    public async Task<RetryOutcome> RetryAsync(Guid organizationId, Guid id, CancellationToken ct)
    {
        try
        {
            var now = clock.GetUtcNow();
            var moved = await Of(organizationId).Where(j => j.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(j => j.State, "ready").SetProperty(j => j.DueAt, now).SetProperty(j => j.Attempts, 0).SetProperty(j => j.LeasedBy, (string?)null), ct);
            if (moved == 0)
            {
                return RetryOutcome.NotFound;
            }

            await bus.PublishAsync([BusEvent.Wake(BusTopics.JobsDue, now)], CancellationToken.None);
            return RetryOutcome.Done;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return RetryOutcome.AlreadyOpen;
        }
    }

    /// <summary>False when there is no such dead job.</summary>
    public async Task<bool> DiscardAsync(Guid organizationId, Guid id, CancellationToken ct) =>
        await Of(organizationId).Where(j => j.Id == id).ExecuteDeleteAsync(ct) > 0;
}
