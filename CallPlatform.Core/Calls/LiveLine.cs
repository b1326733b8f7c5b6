using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Calls;

/// <summary>What one side said on a call that talks now. It is gone when the call ends.</summary>
public sealed class LiveLine : IOwnedByOrganization
{
    public Guid CallId { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>By the provider's clock.</summary>
    public DateTimeOffset At { get; set; }
    public bool ByAgent { get; set; }
    public required string Text { get; set; }

    /// <summary>As transcripts are written: <c>AI: …</c>, <c>User: …</c>.</summary>
    public override string ToString() => Written(ByAgent, Text);

    internal static string Written(bool byAgent, string text) => (byAgent ? "AI: " : "User: ") + text;
}

internal sealed class LiveLineConfiguration : IEntityTypeConfiguration<LiveLine>
{
    public void Configure(EntityTypeBuilder<LiveLine> builder)
    {
        builder.ToTable("live_lines");
        builder.HasKey(l => new { l.CallId, l.At, l.ByAgent });
        builder.HasOne<Call>().WithMany().HasForeignKey(l => l.CallId);
    }
}
