using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Campaigns;

/// <summary>A file of visits that was imported. It can be taken back whole.</summary>
public sealed class RecordImport : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? CampaignId { get; set; }
    public int Imported { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>Records that the undo took out; the others had been called.</summary>
    public int? Removed { get; set; }
}

internal sealed class RecordImportConfiguration : IEntityTypeConfiguration<RecordImport>
{
    public void Configure(EntityTypeBuilder<RecordImport> builder) => builder.ToTable("record_imports");
}
