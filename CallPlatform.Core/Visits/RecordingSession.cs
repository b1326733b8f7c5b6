using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Visits;

/// <summary>A sales rep's recording of a visit.</summary>
public sealed class RecordingSession : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid AppointmentId { get; set; }
    public Guid RepId { get; set; }

    /// <summary><c>recording</c>, <c>completed</c>, <c>analysed</c> or <c>failed</c>.</summary>
    public string Status { get; set; } = "recording";

    /// <summary>Where the rep's app put the audio.</summary>
    public string? AudioUrl { get; set; }

    /// <summary>The name of an upload in the folder of uploads.</summary>
    public string? AudioFile { get; set; }
    public string? AudioType { get; set; }
    public long? AudioBytes { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? StoppedAt { get; set; }
    public DateTimeOffset? AnalysedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What the analysis of a visit found. Scores are from 0 to 1.</summary>
public sealed class VisitAnalysis : IOwnedByOrganization
{
    public Guid SessionId { get; set; }
    public Guid OrganizationId { get; set; }
    public string? Transcript { get; set; }
    public string? Summary { get; set; }
    public decimal? MeetingStructureScore { get; set; }

    /// <summary>The second at which rapport and agenda end and the proposal begins.</summary>
    public decimal? TransitionPoint { get; set; }
    public decimal? ComplianceScore { get; set; }
    public decimal? SentimentScore { get; set; }

    /// <summary><c>won</c>, <c>lost</c> or <c>pending</c>.</summary>
    public string? Outcome { get; set; }
    public string? Segmentation { get; set; }
    public string? Document { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class RecordingSessionConfiguration : IEntityTypeConfiguration<RecordingSession>
{
    public void Configure(EntityTypeBuilder<RecordingSession> builder)
    {
        builder.ToTable("recording_sessions");
        builder.HasOne<Appointments.Appointment>().WithMany().HasForeignKey(s => s.AppointmentId);
    }
}

internal sealed class VisitAnalysisConfiguration : IEntityTypeConfiguration<VisitAnalysis>
{
    public void Configure(EntityTypeBuilder<VisitAnalysis> builder)
    {
        builder.ToTable("recording_analyses");
        builder.HasKey(a => a.SessionId);
        builder.Property(a => a.Segmentation).HasColumnType("json");
        builder.Property(a => a.Document).HasColumnType("json");
        builder.HasOne<RecordingSession>().WithOne().HasForeignKey<VisitAnalysis>(a => a.SessionId);
    }
}
