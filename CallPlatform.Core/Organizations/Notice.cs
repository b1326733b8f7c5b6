using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>Something the owner must hear, once: kind and key say each thing a single time.</summary>
public sealed class Notice : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>For instance <c>budget</c>, <c>campaign_paused</c>.</summary>
    public required string Kind { get; set; }
    public required string Key { get; set; }
    public required string Message { get; set; }
    public string Data { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ReadAt { get; set; }
}

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notices");
        builder.Property(n => n.Data).HasColumnType("jsonb");
    }
}
