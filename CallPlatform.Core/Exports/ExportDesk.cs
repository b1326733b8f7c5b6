using System.Runtime.CompilerServices;
using System.Text.Json;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Exports;

/// <summary>Orders exports and hands out what was written.</summary>
public sealed class ExportDesk(CallPlatformDbContext db, IEventBus bus, TimeProvider clock)
{
    public const int MostOpen = 5;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Orders one; null when the organisation has <see cref="MostOpen"/> at work already.</summary>
    public async Task<Export?> OrderAsync(Guid organizationId, Guid userId, string kind, ExportFilter filter, CancellationToken ct)
    {
        if (await db.Exports.CountAsync(e => e.State == ExportStates.Waiting || e.State == ExportStates.Running, ct) >= MostOpen)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var export = new Export
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, Kind = kind, Filter = JsonSerializer.Serialize(filter), CreatedBy = userId,
            CreatedAt = now, ExpiresAt = now + Kept,
        };
        db.Exports.Add(export);
        db.Jobs.Add(WriteExportJob.For(export));
        await db.SaveChangesAsync(ct);
        await bus.PublishAsync([BusEvent.Wake(BusTopics.JobsDue, now)], CancellationToken.None);
        return export;
    }

    /// <summary>The file, chunk by chunk. Each is read on its own: no connection is held while a slow reader takes its time.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync(Export export, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(export);
        for (var number = 0; number < export.Chunks; number++)
        {
            var (id, wanted) = (export.Id, number);
            yield return await db.ExportChunks.Where(c => c.ExportId == id && c.Number == wanted).Select(c => c.Bytes).FirstAsync(ct);
        }
    }

    /// <summary>Deletes what is over, a few at a time. Returns how many.</summary>
    public static async Task<int> PruneAsync(Database database, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Platform.CreateCommand("delete from exports where id in (select id from exports where expires_at < $1 limit 10)");
        command.Parameters.Add(new() { Value = now });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
