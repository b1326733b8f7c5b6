using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>A number the organisation must not call, for good or until a time.</summary>
public sealed class Suppression : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }

    /// <summary>E.164.</summary>
    public required string Phone { get; set; }
    public required string Reason { get; set; }

    /// <summary>One of <see cref="SuppressionSources"/>.</summary>
    public required string Source { get; set; }
    public string? Note { get; set; }
    public Guid? CallId { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

public static class SuppressionSources
{
    public const string Person = "person";
    public const string Import = "import";

    /// <summary>Said during a call.</summary>
    public const string Call = "call";

    /// <summary>Written in a message (STOP).</summary>
    public const string Message = "message";
}

internal sealed class SuppressionConfiguration : IEntityTypeConfiguration<Suppression>
{
    public void Configure(EntityTypeBuilder<Suppression> builder)
    {
        builder.ToTable("suppressions");
        builder.HasKey(s => new { s.OrganizationId, s.Phone });
    }
}
