using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Organizations;

/// <summary>Who an access token speaks for.</summary>
public sealed record TokenIdentity(Guid UserId, Guid OrganizationId, string Username, string Role, Guid SessionId);

/// <summary>
/// Access tokens: JWTs with HS256 and nothing else (RFC 7515, 7519). The header is compared as bytes, so no other algorithm,
/// "none" least of all, is ever considered.
/// </summary>
public sealed class AccessTokens(IOptions<AuthOptions> options, TimeProvider clock)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] key = options.Value.SigningKeyBytes;

    public string Issue(TokenIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["sub"] = identity.UserId.ToString(),
            ["org"] = identity.OrganizationId.ToString(),
            ["name"] = identity.Username,
            ["role"] = identity.Role,
            ["sid"] = identity.SessionId.ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(options.Value.AccessTokenMinutes).ToUnixTimeSeconds(),
        };
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Who the token speaks for; null when it is not ours, was changed, or is over.</summary>
    public TokenIdentity? Read(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var parts = token.Length <= 4096 ? token.Split('.') : [];
        if (parts.Length != 3 || parts[0] != Header)
        {
            return null;
        }

        try
        {
            var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
            if (!CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(parts[2]), expected))
            {
                return null;
            }

            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var root = claims.RootElement;
            return root.GetProperty("exp").GetInt64() <= clock.GetUtcNow().ToUnixTimeSeconds()
                ? null
                : new TokenIdentity(
                    root.GetProperty("sub").GetGuid(), root.GetProperty("org").GetGuid(), root.GetProperty("name").GetString()!,
                    root.GetProperty("role").GetString()!, root.GetProperty("sid").GetGuid());
        }
        catch (Exception error) when (error is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
