using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Leads;

/// <summary>One enquiry of one person: it may take several calls until it is won, lost or given up.</summary>
public sealed class Lead : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? ContactId { get; set; }
    public Contacts.Contact? Contact { get; set; }
    public required string FullName { get; set; }

    /// <summary>E.164.</summary>
    public required string PhoneNumber { get; set; }
    public string? Email { get; set; }
    public string? City { get; set; }
    public string? Budget { get; set; }

    /// <summary>Where it came from: <c>callrail</c>, <c>form</c>, a marketing source …</summary>
    public string? Source { get; set; }
    public string? FormName { get; set; }

    /// <summary>One of <see cref="LeadStatuses"/>. Changed through <see cref="LeadDesk"/>, which keeps the history.</summary>
    public string Status { get; set; } = LeadStatuses.New;

    /// <summary>When the call or decision happened that the status rests on: what is older changes it no more.</summary>
    public DateTimeOffset StatusAsOf { get; set; }
    public Guid? ProjectId { get; set; }
    public Guid? AssignedUserId { get; set; }

    /// <summary>A JSON object of further fields, as the form sent them.</summary>
    public string Extra { get; set; } = "{}";

    /// <summary>A JSON object: source, medium, campaign, keywords, utm, gclid, landing page.</summary>
    public string Attribution { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One step of a lead's way.</summary>
public sealed class LeadStatusChange : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid LeadId { get; set; }
    public string? FromStatus { get; set; }
    public required string ToStatus { get; set; }

    /// <summary><c>call</c>, <c>analysis</c>, <c>person</c>, <c>form</c> or <c>platform</c>.</summary>
    public required string Source { get; set; }
    public Guid? CallId { get; set; }
    public Guid? ChangedBy { get; set; }
    public string? Note { get; set; }

    /// <summary>When the call or decision happened; <see cref="CreatedAt"/> is when it was written.</summary>
    public DateTimeOffset At { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>How far a lead is.</summary>
public static class LeadStatuses
{
    public const string New = "new";
    public const string Warm = "warm";
    public const string Hot = "hot";
    public const string QualifiedBooked = "qualified_booked";
    public const string QualifiedUnbooked = "qualified_unbooked";
    public const string QualifiedServiceNotOffered = "qualified_service_not_offered";
    public const string Contacted = "contacted";
    public const string Nurturing = "nurturing";
    public const string ClosedWon = "closed_won";
    public const string ClosedLost = "closed_lost";
    public const string Abandoned = "abandoned";

    public static readonly IReadOnlyList<string> All =
    [
        New, Warm, Hot, QualifiedBooked, QualifiedUnbooked, QualifiedServiceNotOffered, Contacted, Nurturing, ClosedWon, ClosedLost, Abandoned,
    ];

    /// <summary>The enquiry is over: the next call of the same person opens another.</summary>
    public static readonly IReadOnlyList<string> Closed = [ClosedWon, ClosedLost, Abandoned];
}

internal sealed class LeadConfiguration : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> builder)
    {
        builder.ToTable("leads");
        builder.Property(l => l.Extra).HasColumnType("jsonb");
        builder.Property(l => l.Attribution).HasColumnType("jsonb");
        builder.HasOne(l => l.Contact).WithMany().HasForeignKey(l => l.ContactId);
    }
}

internal sealed class LeadStatusChangeConfiguration : IEntityTypeConfiguration<LeadStatusChange>
{
    public void Configure(EntityTypeBuilder<LeadStatusChange> builder)
    {
        builder.ToTable("lead_status_history");
        builder.HasOne<Lead>().WithMany().HasForeignKey(c => c.LeadId);
    }
}
