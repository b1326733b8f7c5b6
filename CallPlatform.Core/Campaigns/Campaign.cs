using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Campaigns;

/// <summary>Many people called for one purpose. Its people are calls of its own; it says when they go and who talks.</summary>
public sealed class Campaign : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>One of <see cref="CampaignStatuses"/>.</summary>
    public string Status { get; set; } = CampaignStatuses.Draft;
    public bool IsDemo { get; set; }
    public required string Provider { get; set; }
    public string? AgentRef { get; set; }
    public string? FromRef { get; set; }
    public Guid? ScriptId { get; set; }

    /// <summary>0 to 49: higher goes first within the organisation.</summary>
    public int Priority { get; set; }

    /// <summary>JSON of the breakers' limits.</summary>
    public string Breakers { get; set; } = "{}";
    public string? PausedReason { get; set; }

    /// <summary>Which breaker paused it, its figures, and the calls that tripped it.</summary>
    public string? PausedDetail { get; set; }
    // A whole minute: breakers count by the minute. A resumed campaign is judged from the next one on.
    public DateTimeOffset? WatchedFrom { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

public static class CampaignStatuses
{
    public const string Draft = "draft";
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";
}

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> builder)
    {
        builder.ToTable("campaigns");
        builder.Property(c => c.Breakers).HasColumnType("jsonb");
        builder.Property(c => c.PausedDetail).HasColumnType("jsonb");
    }
}
