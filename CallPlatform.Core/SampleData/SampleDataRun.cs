using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.SampleData;

/// <summary>An organisation's sample data: a row while there is any, or while some is made or taken out.</summary>
public sealed class SampleDataRun : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }

    /// <summary>One of <see cref="SampleDataStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>What is being done, in words for people.</summary>
    public required string Step { get; set; }
    public int Done { get; set; }
    public int Total { get; set; }
    public string? Error { get; set; }
    public Guid? StartedBy { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

public static class SampleDataStates
{
    /// <summary>There is none: what the wire says where there is no row.</summary>
    public const string None = "none";
    public const string Filling = "filling";
    public const string Filled = "filled";
    public const string Removing = "removing";

    /// <summary>It was begun and not finished; what is there can be removed.</summary>
    public const string Failed = "failed";
}

/// <summary>Something that was made up, and by which what hangs on it is found again.</summary>
public sealed class SampleItem : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }

    /// <summary>One of <see cref="SampleKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The number, or the row's id.</summary>
    public required string Key { get; set; }
}

public static class SampleKinds
{
    public const string Phone = "phone";
    public const string User = "user";
    public const string TrackingNumber = "tracking_number";
    public const string Project = "project";
}

internal sealed class SampleDataRunConfiguration : IEntityTypeConfiguration<SampleDataRun>
{
    public void Configure(EntityTypeBuilder<SampleDataRun> builder)
    {
        builder.ToTable("sample_data");
        builder.HasKey(r => r.OrganizationId);
    }
}

internal sealed class SampleItemConfiguration : IEntityTypeConfiguration<SampleItem>
{
    public void Configure(EntityTypeBuilder<SampleItem> builder)
    {
        builder.ToTable("sample_items");
        builder.HasKey(i => new { i.OrganizationId, i.Kind, i.Key });
    }
}
