using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>The calling rules of an organisation, of one campaign or of one project, as they were written. Read by <see cref="ScheduleReader"/>.</summary>
public sealed class ScheduleRow : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>Whose rules they are. Neither a campaign's nor a project's: the organisation's.</summary>
    public Guid? CampaignId { get; set; }
    public Guid? ProjectId { get; set; }
    public required string Config { get; set; }
    public Guid? UpdatedBy { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ScheduleRowConfiguration : IEntityTypeConfiguration<ScheduleRow>
{
    public void Configure(EntityTypeBuilder<ScheduleRow> builder)
    {
        builder.ToTable("schedule_configs");
        builder.Property(s => s.Config).HasColumnType("jsonb");
    }
}
