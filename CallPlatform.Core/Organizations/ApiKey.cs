using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A machine's key (<c>cp_…</c>), shown once when it is made; here lies its SHA-256.</summary>
public sealed class ApiKey : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }

    /// <summary>The first characters, so that people can tell their keys apart.</summary>
    public required string Prefix { get; set; }
    public required byte[] KeyHash { get; set; }
    public required string Role { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder) => builder.ToTable("api_keys");
}
