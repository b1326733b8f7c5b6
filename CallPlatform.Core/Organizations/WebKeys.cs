using CallPlatform.Core.Data;
using CallPlatform.Core.Webhooks.Outbound;

namespace CallPlatform.Core.Organizations;

/// <summary>
/// The data-protection keys of the staff UI, so that a cookie made by one Web process is good at all of them and after a restart.
/// Kept sealed: a copy of the database opens no session.
/// </summary>
public sealed class WebKeys(Database database, SecretBox box, TimeProvider clock)
{
    // How data protection names its keys; what else it stores are revocations.
    private const string KeyPrefix = "key-";

    private static readonly TimeSpan OneIsEnough = TimeSpan.FromHours(1);

    /// <summary>All of them, oldest first, as XML. Those sealed under an earlier signing key are left out.</summary>
    public async Task<List<string>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.Platform.OpenConnectionAsync(ct);
        return [.. (await ReadAsync(connection, ct)).Select(key => key.Xml)];
    }

    /// <summary>
    /// Keeps a new key. When two processes find at once that there is none, both make one: the first counts, the second is not
    /// kept, and its maker finds the first when it lists them next. False then. A revocation is always kept.
    /// </summary>
    public async Task<bool> AddAsync(string name, string xml, CancellationToken ct)
    {
        await using var connection = await database.Platform.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var hold = connection.CreateCommand())
        {
            hold.CommandText = "select pg_advisory_xact_lock(hashtextextended('web_keys', 0))";
            await hold.ExecuteNonQueryAsync(ct);
        }

        var now = clock.GetUtcNow();
        if (IsKey(name) && (await ReadAsync(connection, ct)).Any(key => key.IsKey && key.CreatedAt > now - OneIsEnough))
        {
            return false;
        }

        await using (var add = connection.CreateCommand())
        {
            add.CommandText = "insert into web_keys (name, box, created_at) values ($1, $2, $3) on conflict (name) do nothing";
            add.Parameters.Add(new() { Value = name });
            add.Parameters.Add(new() { Value = box.Seal(xml) });
            add.Parameters.Add(new() { Value = now });
            await add.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return true;
    }

    private static bool IsKey(string name) => name.StartsWith(KeyPrefix, StringComparison.Ordinal);

    private async Task<List<(string Xml, bool IsKey, DateTimeOffset CreatedAt)>> ReadAsync(Npgsql.NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select box, name, created_at from web_keys order by created_at";
        await using var rows = await command.ExecuteReaderAsync(ct);
        var keys = new List<(string, bool, DateTimeOffset)>();
        while (await rows.ReadAsync(ct))
        {
            if (box.Open(rows.GetFieldValue<byte[]>(0)) is { } xml)
            {
                keys.Add((xml, IsKey(rows.GetString(1)), rows.GetFieldValue<DateTimeOffset>(2)));
            }
        }

        return keys;
    }
}
