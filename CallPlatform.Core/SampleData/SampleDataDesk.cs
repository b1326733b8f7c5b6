using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.SampleData;

/// <summary>Why sample data is not made or removed.</summary>
public enum SampleDataRefusal
{
    /// <summary>A real provider could be asked.</summary>
    NoSimulator,

    /// <summary>There is some already, or it is being made or removed.</summary>
    AlreadyThere,

    /// <summary>There is nothing to remove.</summary>
    NoneThere,
}

/// <summary>Has sample data made and removed by the Worker, and says how far it is.</summary>
public sealed class SampleDataDesk(CallPlatformDbContext db, CallTransaction transaction, SimulatorAddress simulator, TimeProvider clock)
{
    /// <summary>Null while there is none.</summary>
    public Task<SampleDataRun?> FindAsync(CancellationToken ct) => db.SampleData.FirstOrDefaultAsync(ct);

    /// <summary>Begins to fill the organisation. Null when it was begun.</summary>
    public async Task<SampleDataRefusal?> FillAsync(Guid organizationId, Guid? by, CancellationToken ct)
    {
        if (simulator.Find() is null)
        {
            return SampleDataRefusal.NoSimulator;
        }

        var now = clock.GetUtcNow();
        return await transaction.RunAsync<SampleDataRefusal?>(
            async token =>
            {
                // Two at once: one makes the row.
                var made = await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into sample_data (organization_id, state, step, started_by, started_at, updated_at)
                    values ({organizationId}, 'filling', 'Waiting for the Worker', {by}, {now}, {now}) on conflict do nothing
                    """,
                    token);
                if (made == 0)
                {
                    return SampleDataRefusal.AlreadyThere;
                }

                Begin(organizationId, by, FillSampleDataJob.Kind, "sample_data.filled", now);
                return null;
            },
            ct);
    }

    /// <summary>Begins to take the sample data out, also what is just being made. Null when it was begun.</summary>
    public Task<SampleDataRefusal?> RemoveAsync(Guid organizationId, Guid? by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return transaction.RunAsync<SampleDataRefusal?>(
            async token =>
            {
                var changed = await db.Database.ExecuteSqlAsync(
                    $"""
                    update sample_data set state = 'removing', step = 'Waiting for the Worker', done = 0, total = 0, error = null, finished_at = null,
                      updated_at = {now} where organization_id = {organizationId} and state <> 'removing'
                    """,
                    token);
                if (changed == 0)
                {
                    return await db.SampleData.AnyAsync(token) ? SampleDataRefusal.AlreadyThere : SampleDataRefusal.NoneThere;
                }

                Begin(organizationId, by, RemoveSampleDataJob.Kind, "sample_data.removed", now);
                return null;
            },
            ct);
    }

    /// <summary>A refusal's stable code, and what to do in words.</summary>
    public static (string Code, string Detail) Explain(SampleDataRefusal refusal) => refusal switch
    {
        SampleDataRefusal.NoSimulator => ("no_simulator",
            "Sample data rings phones, so it is made only while the Simulator plays every provider. Start without a provider's key and without --no-simulator."),
        SampleDataRefusal.AlreadyThere => ("sample_data_exists", "There is sample data already, or it is just being made or removed. Wait until it is done; remove it to fill anew."),
        _ => ("no_sample_data", "There is no sample data to remove."),
    };

    private void Begin(Guid organizationId, Guid? by, string kind, string action, DateTimeOffset now)
    {
        db.Jobs.Add(new Job
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, Kind = kind, Key = organizationId.ToString(), DueAt = now, MaxAttempts = 5,
            CreatedAt = now,
        });
        db.AuditLog.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, UserId = by, Action = action, SubjectType = "organization",
            SubjectId = organizationId, At = now,
        });
        transaction.Wake(BusTopics.JobsDue);
    }
}
