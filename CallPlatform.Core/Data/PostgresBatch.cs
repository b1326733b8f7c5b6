using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>Several statements in one round trip, on the context's own connection and in its transaction. Each sees what was committed before it began.</summary>
internal static class PostgresBatch
{
    /// <summary>An empty batch; the context's connection must be open while it runs.</summary>
    public static NpgsqlBatch CreateBatch(this CallPlatformDbContext db)
    {
        var batch = ((NpgsqlConnection)db.Database.GetDbConnection()).CreateBatch();
        batch.Transaction = (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        return batch;
    }

    /// <summary>Appends a statement with its values, <c>$1</c> first.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
