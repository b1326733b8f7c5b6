using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>Starts work on many leads at once.</summary>
public static class LeadBatches
{
    /// <summary>The organisation's running batch, or a new one: pressing the button twice is one piece of work.</summary>
    public static async Task<LeadBatch> StartAsync(CallPlatformDbContext db, Guid organizationId, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({organizationId.ToString()}, 5))", ct);
        await CloseDeadAsync(db, now, ct);
        if (await db.LeadBatches.FirstOrDefaultAsync(b => b.Status == "running" && b.Kind == ProcessUnmappedJob.Kind, ct) is { } running)
        {
            return running;
        }

        var batch = new LeadBatch
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Kind = ProcessUnmappedJob.Kind,
            Status = "running",
            Total = await ProcessUnmappedJob.Uncalled(db, now).CountAsync(ct),
            CreatedBy = userId,
            CreatedAt = now,
        };
        db.LeadBatches.Add(batch);
        db.Jobs.Add(ProcessUnmappedJob.For(batch));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return batch;
    }

    /// <summary>A batch whose job died for good has failed, and does not stand in the next one's way.</summary>
    public static Task CloseDeadAsync(CallPlatformDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.ExecuteSqlAsync(
            $"""
            update lead_batches b set status = 'failed', finished_at = {now}
            where b.status = 'running' and b.kind = {ProcessUnmappedJob.Kind}
              and not exists (select from jobs j where j.kind = b.kind and j.key = b.id::text and j.state <> 'dead')
            """,
            ct);
    }
}
