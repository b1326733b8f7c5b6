using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;

namespace CallPlatform.Core.Organizations;

/// <summary>Finds the machine behind an API key. One round trip; its last use is noted at most once a minute.</summary>
public sealed class ApiKeys(Database database, TimeProvider clock)
{
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public async Task<TokenIdentity?> FindAsync(string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.StartsWith("cp_", StringComparison.Ordinal) || key.Length > 200)
        {
            return null;
        }

        await using var command = database.Platform.CreateCommand("""
            with used as (update api_keys set last_used_at = $2
              where key_hash = $1 and revoked_at is null and (last_used_at is null or last_used_at < $2 - interval '1 minute'))
            select id, organization_id, name, role, coalesce(created_by, id) from api_keys where key_hash = $1 and revoked_at is null
            """);
        command.Parameters.Add(new() { Value = Hash(key) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new TokenIdentity(row.GetGuid(4), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(0))
            : null;
    }
}
