using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Exports;

/// <summary>
/// Writes an export page by page, each with its progress in one transaction: a job that is interrupted goes on behind the last page, and
/// memory holds one page, however long the list. A long one pauses now and then, well within its lease.
/// </summary>
internal sealed class WriteExportJob(CallPlatformDbContext db, IEventBus bus, TimeProvider clock) : IJobHandler
{
    private const int PageSize = 2000;
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(1);

    public static string Kind => "write_export";

    public static Job For(Export export) => new()
    {
        Id = Guid.CreateVersion7(export.CreatedAt), OrganizationId = export.OrganizationId, Kind = Kind, Key = export.Id.ToString("N"),
        Payload = new JsonObject { ["export_id"] = export.Id.ToString() }.ToJsonString(), DueAt = export.CreatedAt, CreatedAt = export.CreatedAt, MaxAttempts = 5,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var id = Guid.Parse(JsonNode.Parse(job.Payload)!["export_id"]!.GetValue<string>());
        if (await db.Exports.AsTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { State: ExportStates.Waiting or ExportStates.Running } export)
        {
            return JobOutcome.Done;
        }

        try
        {
            return await WriteAsync(export, ct);
        }
        catch (Exception) when (job.Attempts >= job.MaxAttempts && !ct.IsCancellationRequested)
        {
            await db.Exports.Where(e => e.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(e => e.State, ExportStates.Failed).SetProperty(e => e.Error, "It could not be written. Try again."), CancellationToken.None);
            await TellAsync(export, ExportStates.Failed);
            throw;
        }
    }

    private async Task<JobOutcome> WriteAsync(Export export, CancellationToken ct)
    {
        var filter = JsonSerializer.Deserialize<ExportFilter>(export.Filter) ?? new ExportFilter();
        var started = clock.GetUtcNow();
        export.RowsTotal ??= await ExportRows.CountAsync(db, export.Kind, filter, ct);
        export.State = ExportStates.Running;
        while (true)
        {
            var after = export is { CursorAt: { } at, CursorId: { } last } ? new ExportCursor(at, last) : (ExportCursor?)null;
            var rows = await ExportRows.PageAsync(db, export.Kind, filter, after, PageSize, ct);
            await AppendAsync(export, rows, ct);
            if (rows.Count < PageSize)
            {
                (export.State, export.FinishedAt) = (ExportStates.Done, clock.GetUtcNow());
                export.RowsTotal = export.RowsDone;
            }

            await db.SaveChangesAsync(ct);
            foreach (var written in db.ChangeTracker.Entries<ExportChunk>().ToList())
            {
                written.State = EntityState.Detached;
            }

            await TellAsync(export, export.State);
            if (export.State == ExportStates.Done)
            {
                return JobOutcome.Done;
            }

            if (clock.GetUtcNow() - started > Slice)
            {
                return JobOutcome.Again(clock.GetUtcNow());
            }
        }
    }

    private async Task AppendAsync(Export export, List<ExportRow> rows, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        if (export.Chunks == 0)
        {
            // Spreadsheets take a file for another encoding without this mark.
            buffer.Write([0xEF, 0xBB, 0xBF]);
        }

        await using (var csv = SafeCsv.Writer(buffer))
        {
            if (export.Chunks == 0)
            {
                await csv.WriteRecordAsync(ExportRows.Header(export.Kind), ct);
            }

            foreach (var row in rows)
            {
                await csv.WriteRecordAsync(row.Fields, ct);
            }

            await csv.FlushAsync(ct);
            if (buffer.Length > 0)
            {
                var chunk = new ExportChunk { ExportId = export.Id, Number = export.Chunks, OrganizationId = export.OrganizationId, Bytes = buffer.ToArray() };
                db.ExportChunks.Add(chunk);
                export.Chunks++;
                export.Bytes += chunk.Bytes.Length;
            }
        }

        export.RowsDone += rows.Count;
        if (rows.Count > 0)
        {
            (export.CursorAt, export.CursorId) = (rows[^1].Cursor.At, rows[^1].Cursor.Id);
        }
    }

    private Task TellAsync(Export export, string state) =>
        bus.PublishAsync([new BusEvent(BusTopics.ExportChanged, export.OrganizationId, null, state, null, clock.GetUtcNow())], CancellationToken.None);
}
