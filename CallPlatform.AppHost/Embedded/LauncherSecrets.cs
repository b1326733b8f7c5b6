using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace CallPlatform.AppHost.Embedded;

/// <summary>What the first start makes up and every later one needs again.</summary>
internal sealed record LauncherSecrets
{
    public required string SigningKey { get; init; }

    public required string WebhookSecret { get; init; }

    public required string DatabasePassword { get; init; }

    public required string ProviderKey { get; init; }

    public required string OwnerPassword { get; init; }

    public required string OwnerUsername { get; init; }

    public string? OrganizationId { get; init; }

    /// <summary>What Web shows the Api. Not stored: it follows from the signing key, from which nothing can be concluded back.</summary>
    [JsonIgnore]
    public string WebKey => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningKey), "callplatform web key"u8));

    public static LauncherSecrets Generate() => new()
    {
        SigningKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)),
        WebhookSecret = Hex(32),
        DatabasePassword = Hex(24),
        ProviderKey = "simulator-" + Hex(16),
        OwnerPassword = Password(),
        OwnerUsername = "owner@example.com",
    };

    private static string Hex(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    // To be read from a screen and typed: groups, no letters that look alike; and of every kind that password rules ask for.
    private static string Password()
    {
        const string readable = "abcdefghijkmnpqrstuvwxyz";
        const string digits = "23456789";
        return string.Join('-',
            RandomNumberGenerator.GetString(readable.ToUpperInvariant(), 1) + RandomNumberGenerator.GetString(readable, 4),
            RandomNumberGenerator.GetString(readable + digits, 5),
            RandomNumberGenerator.GetString(digits, 1) + RandomNumberGenerator.GetString(readable + digits, 4));
    }
}
