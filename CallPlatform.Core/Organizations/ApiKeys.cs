using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;

namespace CallPlatform.Core.Organizations;

/// <summary>The machine behind a key. <c>UserId</c> is who made the key: what it does is done in that name.</summary>
public sealed record ApiKeyIdentity(TokenIdentity Identity, string[] Scopes);

/// <summary>Makes keys, and finds the machine behind one. One round trip; its last use is noted at most once a minute.</summary>
public sealed class ApiKeys(Database database, TimeProvider clock)
{
    private const string Prefix = "cp_";
    private const int ShownLength = 9;

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>A new key's text, and the part of it that is kept readable.</summary>
    public static (string Key, string Shown) Make()
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (key, key[..ShownLength]);
    }

    public async Task<ApiKeyIdentity?> FindAsync(string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || key.Length > 200)
        {
            return null;
        }

        await using var command = database.Platform.CreateCommand("""
            with used as (update api_keys set last_used_at = $2
              where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
                and (last_used_at is null or last_used_at < $2 - interval '1 minute'))
            select id, organization_id, name, role, coalesce(created_by, id), scopes from api_keys
            where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
            """);
        command.Parameters.Add(new() { Value = Hash(key) });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new ApiKeyIdentity(
                new TokenIdentity(row.GetGuid(4), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(0)), row.GetFieldValue<string[]>(5))
            : null;
    }
}
