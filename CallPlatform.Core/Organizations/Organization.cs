using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A business that phones its customers: the tenant.</summary>
public sealed class Organization
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public string? Location { get; set; }

    /// <summary>IANA name; the days of its roll-ups and the default clock of its schedule.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>ISO 3166 alpha-2 in capitals; numbers without a country code are read as this country's.</summary>
    public string? DefaultCountry { get; set; }

    /// <summary>ISO 4217: how costs and budgets are shown.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>How many calls one user may have open at a time, 1 to 10,000.</summary>
    public int MaxActiveCalls { get; set; } = 2;

    /// <summary>After how many days a call's or visit's recording goes; null: it stays.</summary>
    public int? KeepRecordingsDays { get; set; }

    /// <summary>After how many days what was said word for word goes; null: it stays.</summary>
    public int? KeepTranscriptsDays { get; set; }

    /// <summary>After how many days a provider's delivery goes, once it is worked on.</summary>
    public int KeepWebhooksDays { get; set; } = 90;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder) => builder.ToTable("organizations");
}
