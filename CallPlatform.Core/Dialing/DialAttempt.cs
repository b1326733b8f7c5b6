using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// One request to a provider to dial. Committed as <see cref="DialAttemptState.Sending"/> before the provider is asked, so that no
/// crash can make a phone ring that we do not know of. Its id travels with the request and comes back in every webhook.
/// </summary>
public sealed class DialAttempt : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid CallId { get; set; }

    /// <summary>From 1, equal to the call's <c>Attempt</c> while it runs.</summary>
    public int Number { get; set; }
    public required string Provider { get; set; }
    public DialAttemptState State { get; set; }
    public string? ProviderCallId { get; set; }
    public DateTimeOffset SendingAt { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>How often the provider was asked whether this attempt exists, and it did not.</summary>
    public int Lookups { get; set; }
    public DateTimeOffset? NextLookupAt { get; set; }
    public string? Status { get; set; }
    public string? EndedReason { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }

    /// <summary>US dollars.</summary>
    public decimal? Cost { get; set; }

    /// <summary>The row, for another unit of work.</summary>
    internal DialAttempt Copy() => (DialAttempt)MemberwiseClone();
}

/// <summary>What is known of the request, not of the conversation.</summary>
public enum DialAttemptState
{
    /// <summary>Committed, the provider is being asked; after its lease the recovery looks for it.</summary>
    Sending,

    /// <summary>The provider has the call.</summary>
    Sent,

    /// <summary>The provider said no for good: no phone rang.</summary>
    Refused,

    /// <summary>The provider said "later": no phone rang, the call is due again.</summary>
    Retryable,

    /// <summary>No readable answer: the phone may be ringing.</summary>
    Unknown,

    /// <summary>Looked for and not found: no phone rang.</summary>
    NotDialled,

    /// <summary>The call it made is over.</summary>
    Ended,
}

internal sealed class DialAttemptConfiguration : IEntityTypeConfiguration<DialAttempt>
{
    public void Configure(EntityTypeBuilder<DialAttempt> builder)
    {
        builder.ToTable("dial_attempts");
        builder.HasOne<Calls.Call>().WithMany().HasForeignKey(a => a.CallId);
        builder.Property(a => a.State).HasConversion(s => Names[s], s => Names.First(n => n.Value == s).Key);
        builder.Property(a => a.Cost).HasPrecision(12, 4);
    }

    internal static readonly Dictionary<DialAttemptState, string> Names = new()
    {
        [DialAttemptState.Sending] = "sending",
        [DialAttemptState.Sent] = "sent",
        [DialAttemptState.Refused] = "refused",
        [DialAttemptState.Retryable] = "retryable",
        [DialAttemptState.Unknown] = "unknown",
        [DialAttemptState.NotDialled] = "not_dialled",
        [DialAttemptState.Ended] = "ended",
    };
}
