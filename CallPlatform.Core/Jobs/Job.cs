using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Jobs;

/// <summary>A piece of work that is still to be done. The row is written in the transaction that made the need, and goes when it is done.</summary>
public sealed class Job
{
    public Guid Id { get; set; }

    /// <summary>Whose work it is; null for the platform's own.</summary>
    public Guid? OrganizationId { get; set; }

    /// <summary>The handler's name.</summary>
    public required string Kind { get; set; }

    /// <summary>At most one open job has the same kind and key.</summary>
    public string? Key { get; set; }
    public string Payload { get; set; } = "{}";
    public string State { get; set; } = "ready";
    public DateTimeOffset DueAt { get; set; }
    public int Attempts { get; set; }
    public int MaxAttempts { get; set; } = 10;
    public DateTimeOffset? LeaseUntil { get; set; }
    public string? LeasedBy { get; set; }
    public string? LastError { get; set; }
    public string? TraceParent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs");
        builder.Property(j => j.Payload).HasColumnType("jsonb");
    }
}
