using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Metrics;

/// <summary>An organisation's calls of one of its days. Kept by <see cref="CallTally"/> in the transaction of each change.</summary>
public sealed class CallStatsDay : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public DateOnly Day { get; set; }
    public long Placed { get; set; }
    public long Completed { get; set; }
    public long Missed { get; set; }
    public long Failed { get; set; }
    public long Cancelled { get; set; }
    public long TalkSeconds { get; set; }

    /// <summary>US dollars.</summary>
    public decimal Cost { get; set; }
}

/// <summary>Totals of an organisation that cards show without counting rows.</summary>
public sealed class OrganizationTotals : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public long Contacts { get; set; }
    public long Calls { get; set; }
}

internal sealed class CallStatsDayConfiguration : IEntityTypeConfiguration<CallStatsDay>
{
    public void Configure(EntityTypeBuilder<CallStatsDay> builder)
    {
        builder.ToTable("call_stats_daily");
        builder.HasKey(d => new { d.OrganizationId, d.Day });
    }
}

internal sealed class OrganizationTotalsConfiguration : IEntityTypeConfiguration<OrganizationTotals>
{
    public void Configure(EntityTypeBuilder<OrganizationTotals> builder)
    {
        builder.ToTable("organization_totals");
        builder.HasKey(t => t.OrganizationId);
    }
}
