using CallPlatform.Core.Data;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// What the analysis of a call found: the facts that lists and figures need in columns, and the whole document beside them.
/// Scores are from 0 to 1. Words outside the closed lists stay as they came.
/// </summary>
public sealed class CallAnalysis : IOwnedByOrganization
{
    public Guid CallId { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>The analysis provider, or the voice provider whose own analysis was taken.</summary>
    public required string Source { get; set; }
    public Guid? TaskId { get; set; }
    public Guid? UserId { get; set; }
    public DateOnly CountedOn { get; set; }

    /// <summary>Inbound calls are the CSRs' work; others have their analysis and count nowhere here.</summary>
    public bool InCsrFigures { get; set; }
    public string? Summary { get; set; }
    public decimal? SentimentScore { get; set; }
    public decimal? ConfidenceScore { get; set; }
    public string? QualificationStatus { get; set; }
    public string? BookingStatus { get; set; }
    public string? CallOutcomeCategory { get; set; }
    public decimal? OverallScore { get; set; }
    public bool? AppointmentConfirmed { get; set; }
    public DateTimeOffset? AppointmentDate { get; set; }
    public string? AppointmentType { get; set; }
    public string? ServiceRequested { get; set; }
    public string? ServiceNotOfferedReason { get; set; }
    public bool? FollowUpRequired { get; set; }
    public string? FollowUpReason { get; set; }
    public decimal? ComplianceScore { get; set; }
    public int ObjectionCount { get; set; }
    public int UnknownValues { get; set; }
    public required string Document { get; set; }
    public DateTimeOffset AnalysedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    public bool IsBooked => BookingStatus == "booked";

    /// <summary>The analysis' own category decides; only where it gives none do its qualification's hot and warm count.</summary>
    public bool IsQualified => CallOutcomeCategory is { } category
        ? category.StartsWith("qualified_", StringComparison.Ordinal)
        : QualificationStatus is "hot" or "warm";

    public bool IsQualifiedUnbooked => IsQualified && (CallOutcomeCategory is { } category ? category == "qualified_but_unbooked" : BookingStatus == "not_booked");

    /// <summary>What it adds to its CSR's day.</summary>
    public CsrTally Tally() => !InCsrFigures ? default : new CsrTally
    {
        Analysed = 1,
        Qualified = IsQualified ? 1 : 0,
        Booked = IsBooked ? 1 : 0,
        ServiceNotOffered = BookingStatus == "service_not_offered" ? 1 : 0,
        QualifiedUnbooked = IsQualifiedUnbooked ? 1 : 0,
        QualifiedObjections = IsQualified ? ObjectionCount : 0,
        ComplianceSum = ComplianceScore ?? 0,
        ComplianceCount = ComplianceScore is null ? 0 : 1,
        UnknownValues = UnknownValues,
    };
}

/// <summary>Something the customer held against it: a row, so that reports can count.</summary>
public sealed class CallObjection : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid CallId { get; set; }
    public int Number { get; set; }
    public string? CategoryId { get; set; }
    public required string Category { get; set; }
    public required string Objection { get; set; }
    public bool? Overcome { get; set; }
    public string? Speaker { get; set; }
    public decimal? AtSeconds { get; set; }
    public string? Severity { get; set; }
    public decimal? Confidence { get; set; }

    /// <summary>A JSON list of texts.</summary>
    public string Suggestions { get; set; } = "[]";
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>What was said, whole.</summary>
public sealed class CallTranscript : IOwnedByOrganization
{
    public Guid CallId { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Source { get; set; }
    public required string Text { get; set; }
    public string? Language { get; set; }
    public decimal? Confidence { get; set; }
    public int? WordCount { get; set; }
    public Guid? TaskId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One speaker's words from one second to another.</summary>
public sealed class TranscriptSegment : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid CallId { get; set; }
    public int Number { get; set; }
    public required string Speaker { get; set; }
    public required string Text { get; set; }
    public decimal? StartSeconds { get; set; }
    public decimal? EndSeconds { get; set; }
}

internal sealed class CallAnalysisConfiguration : IEntityTypeConfiguration<CallAnalysis>
{
    public void Configure(EntityTypeBuilder<CallAnalysis> builder)
    {
        builder.ToTable("call_analyses");
        builder.HasKey(a => a.CallId);
        builder.Ignore(a => a.IsBooked).Ignore(a => a.IsQualified).Ignore(a => a.IsQualifiedUnbooked);
        builder.Property(a => a.Document).HasColumnType("json");
        builder.HasOne<Calls.Call>().WithOne().HasForeignKey<CallAnalysis>(a => a.CallId);
    }
}

internal sealed class CallObjectionConfiguration : IEntityTypeConfiguration<CallObjection>
{
    public void Configure(EntityTypeBuilder<CallObjection> builder)
    {
        builder.ToTable("call_objections");
        builder.Property(o => o.Suggestions).HasColumnType("jsonb");
        builder.HasOne<Calls.Call>().WithMany().HasForeignKey(o => o.CallId);
    }
}

internal sealed class CallTranscriptConfiguration : IEntityTypeConfiguration<CallTranscript>
{
    public void Configure(EntityTypeBuilder<CallTranscript> builder)
    {
        builder.ToTable("call_transcripts");
        builder.HasKey(t => t.CallId);
        builder.HasOne<Calls.Call>().WithOne().HasForeignKey<CallTranscript>(t => t.CallId);
    }
}

internal sealed class TranscriptSegmentConfiguration : IEntityTypeConfiguration<TranscriptSegment>
{
    public void Configure(EntityTypeBuilder<TranscriptSegment> builder)
    {
        builder.ToTable("transcript_segments");
        builder.HasOne<Calls.Call>().WithMany().HasForeignKey(s => s.CallId);
    }
}
