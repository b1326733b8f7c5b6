using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A number that customers dial: it tells whose call an inbound one is, and which member of staff it rings.</summary>
public sealed class TrackingNumber : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>E.164, unique over all organisations.</summary>
    public required string Number { get; set; }
    public string? Label { get; set; }
    public Guid? AssignedUserId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class TrackingNumberConfiguration : IEntityTypeConfiguration<TrackingNumber>
{
    public void Configure(EntityTypeBuilder<TrackingNumber> builder) => builder.ToTable("tracking_numbers");
}
