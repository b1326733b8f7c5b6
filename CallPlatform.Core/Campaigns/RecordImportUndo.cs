using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

/// <summary>
/// Takes an import back: its records go, and the calls that were made ready for them. Whoever was dialled stays, since what happened
/// cannot be undone. In bites, so that no lock is held for long; an undo that broke off is repeated.
/// </summary>
public sealed class RecordImportUndo(CallPlatformDbContext db, CallTransaction transaction, FeedbackDesk desk, TimeProvider clock)
{
    private const int Bite = 500;

    /// <summary>The import as it stands then, and how many of its records were left; null when there is no such import.</summary>
    public async Task<(RecordImport Import, int Kept)?> RunAsync(Guid id, Guid byUser, CancellationToken ct)
    {
        if (await db.RecordImports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct) is not { } import)
        {
            return null;
        }

        while (await transaction.RunAsync(token => RemoveCallsAsync(id, byUser, token), ct) == Bite)
        {
            db.ChangeTracker.Clear();
        }

        var now = clock.GetUtcNow();

        // Records without a call: what the loop makes a call of in this moment is not Pending any more when its row is free.
        await db.ServiceRecords
            .Where(r => r.ImportId == id && r.DeletedAt == null
                && (r.Status == ServiceRecord.Pending || (r.Status == ServiceRecord.Cancelled && !db.Calls.Any(c => c.ServiceRecordId == r.Id && c.DeletedAt == null))))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now).SetProperty(r => r.CallDueAt, (DateTimeOffset?)null), ct);
        var kept = await db.ServiceRecords.CountAsync(r => r.ImportId == id && r.DeletedAt == null, ct);
        await db.RecordImports.Where(i => i.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.UndoneAt, i => i.UndoneAt ?? now).SetProperty(i => i.Removed, i => i.Imported - kept), ct);
        db.AuditLog.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), OrganizationId = import.OrganizationId, UserId = byUser, Action = "service_records.import_undone",
            SubjectType = "record_import", SubjectId = id, Data = new JsonObject { ["removed"] = import.Imported - kept, ["kept"] = kept }.ToJsonString(), At = now,
        });
        await db.SaveChangesAsync(ct);
        return (await db.RecordImports.AsNoTracking().FirstAsync(i => i.Id == id, ct), kept);
    }

    private async Task<int> RemoveCallsAsync(Guid id, Guid byUser, CancellationToken ct)
    {
        var calls = await db.LockAsync(
            $"""
            select c.id from calls c join service_records r on r.id = c.service_record_id
            where r.import_id = {id} and r.deleted_at is null and c.deleted_at is null and c.status = 'ready' and c.attempts = 0
            order by c.id limit {Bite} for update of c
            """,
            ct);
        calls.ForEach(call => desk.Delete(call, byUser));
        var records = calls.Select(c => c.ServiceRecordId).ToArray();
        var now = clock.GetUtcNow();
        await db.ServiceRecords.Where(r => records.Contains(r.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.DeletedAt, now).SetProperty(r => r.CallDueAt, (DateTimeOffset?)null), ct);
        return calls.Count;
    }
}
