using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Exports;

/// <summary>A list that is written as CSV by a job and kept for a day.</summary>
public sealed class Export : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>One of <see cref="ExportKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>An <see cref="ExportFilter"/> as JSON.</summary>
    public string Filter { get; set; } = "{}";

    /// <summary><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; set; } = ExportStates.Waiting;
    public long? RowsTotal { get; set; }
    public long RowsDone { get; set; }
    public long Bytes { get; set; }
    public int Chunks { get; set; }

    /// <summary>The last row that was written: a job that was interrupted goes on behind it.</summary>
    public DateTimeOffset? CursorAt { get; set; }
    public Guid? CursorId { get; set; }
    public string? Error { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A piece of the file, in order from 0.</summary>
public sealed class ExportChunk : IOwnedByOrganization
{
    public Guid ExportId { get; set; }
    public int Number { get; set; }
    public Guid OrganizationId { get; set; }
    public required byte[] Bytes { get; set; }
}

/// <summary>What can be exported.</summary>
public static class ExportKinds
{
    public const string Calls = "calls";
    public const string Contacts = "contacts";
    public const string Leads = "leads";

    public static readonly IReadOnlyList<string> All = [Calls, Contacts, Leads];
}

/// <summary>How far an export is.</summary>
public static class ExportStates
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
}

internal sealed class ExportConfiguration : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> builder)
    {
        builder.ToTable("exports");
        builder.Property(e => e.Filter).HasColumnType("jsonb");
    }
}

internal sealed class ExportChunkConfiguration : IEntityTypeConfiguration<ExportChunk>
{
    public void Configure(EntityTypeBuilder<ExportChunk> builder)
    {
        builder.ToTable("export_chunks");
        builder.HasKey(c => new { c.ExportId, c.Number });
    }
}
