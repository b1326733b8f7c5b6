using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>The rule answered differently than before: why a person was called when they were, or was not. A row of <c>dial_decisions</c>.</summary>
public sealed class LedgerEntry : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid CallId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? CampaignId { get; set; }

    /// <summary>The try it was about, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary><c>allow</c>, <c>wait</c> or <c>never</c>.</summary>
    public required string Verdict { get; set; }

    /// <summary>One of <see cref="DialReason"/>.</summary>
    public string? Reason { get; set; }
    public DateTimeOffset? Until { get; set; }
    public DateTimeOffset At { get; set; }
}

internal sealed class LedgerEntryConfiguration : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder)
    {
        builder.ToTable("dial_decisions");
        builder.HasOne<Calls.Call>().WithMany().HasForeignKey(d => d.CallId);
    }
}
