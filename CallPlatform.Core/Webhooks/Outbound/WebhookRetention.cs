using CallPlatform.Core.Data;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>The delivery log is kept for thirty days.</summary>
public static class WebhookRetention
{
    /// <summary>Deletes what is older, some thousand at a time. Returns how many.</summary>
    public static async Task<int> PruneAsync(Database database, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Platform.CreateCommand(
            "delete from webhook_messages where id in (select id from webhook_messages where created_at < $1 order by created_at limit 5000)");
        command.Parameters.Add(new() { Value = now.AddDays(-30) });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
