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
}
