using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Analysis;

/// <summary>A piece of work at an analysis provider: a call or a visit to be transcribed, analysed or segmented.</summary>
public sealed class AnalysisTask : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>One of <see cref="AnalysisKinds"/>.</summary>
    public required string Kind { get; set; }
    public Guid? CallId { get; set; }

    /// <summary>The visit's recording session, when it is no call.</summary>
    public Guid? SessionId { get; set; }
    public required string Provider { get; set; }

    /// <summary>The provider's name for the work, once it took it.</summary>
    public string? ExternalId { get; set; }

    /// <summary><c>waiting</c> to be sent, <c>processing</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string State { get; set; } = AnalysisStates.Waiting;

    /// <summary>How often it was begun again; jobs of an earlier try know by it that they are late.</summary>
    public int Attempts { get; set; }
    public int Polls { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What the provider knows it by: our call's or session's id.</summary>
    public Guid SubjectId => CallId ?? SessionId ?? Guid.Empty;
}

public static class AnalysisKinds
{
    public const string Transcription = "transcription";
    public const string Analysis = "analysis";

    /// <summary>Visits only: opening and proposal of a meeting.</summary>
    public const string Segmentation = "segmentation";
}

public static class AnalysisStates
{
    public const string Waiting = "waiting";
    public const string Processing = "processing";
    public const string Completed = "completed";
    public const string Failed = "failed";
}

internal sealed class AnalysisTaskConfiguration : IEntityTypeConfiguration<AnalysisTask>
{
    public void Configure(EntityTypeBuilder<AnalysisTask> builder)
    {
        builder.ToTable("analysis_tasks");
        builder.Ignore(t => t.SubjectId);
        builder.HasOne<Calls.Call>().WithMany().HasForeignKey(t => t.CallId);
    }
}
