using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Campaigns;

/// <summary>One counter of a campaign, for instance <c>status:completed</c> or <c>waiting:outside_window</c>. Kept by <see cref="CampaignTally"/>.</summary>
public sealed class CampaignCount : IOwnedByOrganization
{
    public Guid CampaignId { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Key { get; set; }
    public long Value { get; set; }
}

/// <summary>What ended in a minute of a campaign: its rate, and what breakers watch. Cost in US dollars.</summary>
public sealed class CampaignMinute : IOwnedByOrganization
{
    public Guid CampaignId { get; set; }
    public Guid OrganizationId { get; set; }
    public DateTimeOffset Minute { get; set; }
    public long Ended { get; set; }
    public long Failed { get; set; }
    public long Answered { get; set; }
    public long OptedOut { get; set; }
    public long Silent { get; set; }
    public decimal Cost { get; set; }
}

internal sealed class CampaignCountConfiguration : IEntityTypeConfiguration<CampaignCount>
{
    public void Configure(EntityTypeBuilder<CampaignCount> builder)
    {
        builder.ToTable("campaign_counts");
        builder.HasKey(c => new { c.CampaignId, c.Key });
    }
}

internal sealed class CampaignMinuteConfiguration : IEntityTypeConfiguration<CampaignMinute>
{
    public void Configure(EntityTypeBuilder<CampaignMinute> builder)
    {
        builder.ToTable("campaign_minutes");
        builder.HasKey(c => new { c.CampaignId, c.Minute });
        builder.Property(c => c.Cost).HasPrecision(16, 4);
    }
}
