using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>An organisation's limits. Its row is locked by whoever starts calls of the organisation, so the limits hold over all processes.</summary>
public sealed class DialLimits : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }

    /// <summary>Calls at the provider at a time, 0 to 100,000.</summary>
    public int MaxConcurrent { get; set; }

    /// <summary>Dials in any 60 seconds, 0 to 1,000,000.</summary>
    public int PerMinute { get; set; }

    /// <summary>US dollars a calendar month; null for none.</summary>
    public decimal? MonthlyBudget { get; set; }

    /// <summary>When a Worker last started calls of it: who waited longest comes first.</summary>
    public DateTimeOffset? ServedAt { get; set; }
}

internal sealed class DialLimitsConfiguration : IEntityTypeConfiguration<DialLimits>
{
    public void Configure(EntityTypeBuilder<DialLimits> builder)
    {
        builder.ToTable("dial_limits");
        builder.HasKey(l => l.OrganizationId);
        builder.Property(l => l.MonthlyBudget).HasPrecision(12, 2);
    }
}
