using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Appointments;

/// <summary>A meeting with a lead: booked in a call, or by a person.</summary>
public sealed class Appointment : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid LeadId { get; set; }
    public Leads.Lead? Lead { get; set; }
    public Guid? ContactId { get; set; }

    /// <summary>The call that booked it.</summary>
    public Guid? CallId { get; set; }
    public Guid? AssignedRepId { get; set; }

    /// <summary>Null when it was booked and nobody said for when.</summary>
    public DateTimeOffset? ScheduledStart { get; set; }
    public DateTimeOffset? ScheduledEnd { get; set; }
    public string? Location { get; set; }
    public string? ServiceType { get; set; }
    public string? AppointmentType { get; set; }

    /// <summary><c>scheduled</c>, <c>completed</c> or <c>cancelled</c>.</summary>
    public string Status { get; set; } = "scheduled";

    /// <summary><c>pending</c>, <c>won</c> or <c>lost</c>.</summary>
    public string Outcome { get; set; } = "pending";

    /// <summary><c>analysis</c> or <c>person</c>.</summary>
    public required string Source { get; set; }
    public bool Confirmed { get; set; }

    /// <summary>A person changed it: a later analysis leaves it alone.</summary>
    public bool Edited { get; set; }
    public string? Notes { get; set; }

    /// <summary>The organisation's day of its start (of its making, while it has none).</summary>
    public DateOnly CountedOn { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What it adds to its rep's day, with the analysis of its visit.</summary>
    public SalesTally Tally(VisitAnalysis? visit) => Status == "cancelled" ? default : new SalesTally
    {
        Appointments = 1,
        Completed = Status == "completed" ? 1 : 0,
        Won = Outcome == "won" ? 1 : 0,
        Lost = Outcome == "lost" ? 1 : 0,
        Pending = Outcome == "pending" ? 1 : 0,
        StructureSum = visit?.MeetingStructureScore ?? 0,
        StructureCount = visit?.MeetingStructureScore is null ? 0 : 1,
        ComplianceSum = visit?.ComplianceScore ?? 0,
        ComplianceCount = visit?.ComplianceScore is null ? 0 : 1,
        SentimentSum = visit?.SentimentScore ?? 0,
        SentimentCount = visit?.SentimentScore is null ? 0 : 1,
    };
}

/// <summary>Something that was promised, or that somebody must do.</summary>
public sealed class FollowUp : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? LeadId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? CallId { get; set; }
    public required string Kind { get; set; }
    public required string Title { get; set; }
    public string? ContactMethod { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary><c>open</c>, <c>done</c> or <c>dismissed</c>.</summary>
    public string Status { get; set; } = "open";

    /// <summary><c>analysis</c>, <c>person</c> or <c>platform</c>.</summary>
    public required string Source { get; set; }

    /// <summary>Which pending action of the call it is: a repeated analysis makes no second task.</summary>
    public string? SourceKey { get; set; }
    public Guid? AssignedUserId { get; set; }
    public decimal? Confidence { get; set; }
    public string? Note { get; set; }
    public Guid? CompletedBy { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class AppointmentConfiguration : IEntityTypeConfiguration<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> builder)
    {
        builder.ToTable("appointments");
        builder.HasOne(a => a.Lead).WithMany().HasForeignKey(a => a.LeadId);
    }
}

internal sealed class FollowUpConfiguration : IEntityTypeConfiguration<FollowUp>
{
    public void Configure(EntityTypeBuilder<FollowUp> builder)
    {
        builder.ToTable("tasks");
        builder.HasOne<Leads.Lead>().WithMany().HasForeignKey(t => t.LeadId);
    }
}
