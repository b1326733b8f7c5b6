using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Campaigns;

/// <summary>A customer's visit that is asked about afterwards. It stands as its call stands.</summary>
public sealed class ServiceRecord : IOwnedByOrganization
{
    public const string Pending = "Pending";
    public const string Cancelled = "Cancelled";

    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? CampaignId { get; set; }

    /// <summary>The <see cref="RecordImport"/> that brought it.</summary>
    public Guid? ImportId { get; set; }
    public required string CustomerName { get; set; }

    /// <summary>E.164.</summary>
    public required string CustomerPhone { get; set; }
    public string? VehicleInfo { get; set; }
    public Guid? ServiceAdvisorId { get; set; }
    public string? ServiceAdvisorName { get; set; }
    public string? ServiceType { get; set; }

    /// <summary><c>Pending</c> until it has a call, then Ready, In Progress, Completed, Missed, Failed or Cancelled.</summary>
    public string Status { get; set; } = Pending;
    public DateTimeOffset? AppointmentDate { get; set; }

    /// <summary>When it becomes a ready call; null when it has one or wants none.</summary>
    public DateTimeOffset? CallDueAt { get; set; }
    public string? Feedback { get; set; }

    /// <summary>1 to 5.</summary>
    public short? Rating { get; set; }
    public string[] PositiveMentions { get; set; } = [];
    public string[] AreasToImprove { get; set; } = [];
    public string? OverallFeedback { get; set; }
    public bool IsDemo { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Lists leave it out; its call still shows what it was about.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class ServiceRecordConfiguration : IEntityTypeConfiguration<ServiceRecord>
{
    public void Configure(EntityTypeBuilder<ServiceRecord> builder) => builder.ToTable("service_records");
}
