using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Contracts;

/// <summary>What a machine's key may do: <c>read</c> always, and any of <c>place_calls</c>, <c>edit_contacts</c>, <c>edit_scripts</c>, <c>edit_appointments</c>, <c>manage</c>.</summary>
public sealed record ApiKeyRequest(
    [property: Required, StringLength(100, MinimumLength = 1)] string Name,
    [property: Required, MaxLength(20)] string[] Scopes,
    DateTimeOffset? ExpiresAt = null);

/// <summary>A key without the key: <c>Prefix</c> tells it from others.</summary>
public sealed record ApiKeyResponse(
    Guid Id, string Name, string Prefix, string[] Scopes, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A new key, shown this once: only its hash is kept.</summary>
public sealed record ApiKeyCreated(ApiKeyResponse ApiKey, string Key);
