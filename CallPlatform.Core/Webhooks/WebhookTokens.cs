using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Webhooks;

/// <summary>The secret part of an organisation's webhook address at a provider that signs nothing.</summary>
public sealed class WebhookToken : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public required string Provider { get; set; }

    /// <summary>The organisation's id, which is no secret, and 32 random bytes, which are.</summary>
    public required string Token { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Makes such tokens and finds out whose address a webhook came to.</summary>
public sealed class WebhookTokens(Database database, TimeProvider clock)
{
    private const int IdLength = 32;

    /// <summary>The organisation whose token this is; null for any other text. The secret is compared in constant time.</summary>
    public async Task<Guid?> FindAsync(string provider, string token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length is <= IdLength or > 200 || !Guid.TryParseExact(token.AsSpan(0, IdLength), "N", out var organizationId))
        {
            return null;
        }

        await using var command = database.Platform.CreateCommand("select token from webhook_tokens where organization_id = $1 and provider = $2");
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = provider });
        return await command.ExecuteScalarAsync(ct) is string known && Same(known, token) ? organizationId : null;
    }

    /// <summary>The installation's first organisation, to which a token that was configured belongs.</summary>
    public async Task<Guid?> FirstOrganizationAsync(CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("select id from organizations order by created_at, id limit 1");
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Compares in constant time.</summary>
    public static bool Same(string? known, string told) =>
        !string.IsNullOrEmpty(known) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(told));

    /// <summary>The organisation's token; made when there is none, or anew.</summary>
    public async Task<string> EnsureAsync(Guid organizationId, string provider, bool anew, CancellationToken ct)
    {
        var token = organizationId.ToString("N") + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var command = database.Platform.CreateCommand("""
            insert into webhook_tokens as w (organization_id, provider, token, created_at) values ($1, $2, $3, $4)
            on conflict (organization_id, provider) do update set
              token = case when $5 then excluded.token else w.token end, created_at = case when $5 then excluded.created_at else w.created_at end
            returning token
            """);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = provider });
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = anew });
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}

internal sealed class WebhookTokenConfiguration : IEntityTypeConfiguration<WebhookToken>
{
    public void Configure(EntityTypeBuilder<WebhookToken> builder)
    {
        builder.ToTable("webhook_tokens");
        builder.HasKey(t => new { t.OrganizationId, t.Provider });
    }
}
