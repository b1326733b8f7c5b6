using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Inbound;

/// <summary>What an organisation wants done with calls that come in, and with what was said in them.</summary>
public sealed class InboundSettings : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }

    /// <summary>Outbound calls are transcribed and analysed as inbound ones are, instead of taking the voice provider's own analysis.</summary>
    public bool AnalyseOutbound { get; set; }

    /// <summary>Whoever reached nobody is called back by the assistant, inside the calling windows.</summary>
    public bool CallBackMissed { get; set; }
    public string? CallBackAssistantId { get; set; }
    public string? CallBackPhoneNumberId { get; set; }

    /// <summary>0 to 1,440.</summary>
    public int CallBackDelayMinutes { get; set; } = 2;

    /// <summary>How long an appointment takes when nobody says: 5 to 1,440.</summary>
    public int AppointmentMinutes { get; set; } = 60;
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A person who called and reached nobody.</summary>
public sealed class MissedCall : IOwnedByOrganization
{
    public Guid CallId { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? ContactId { get; set; }
    public Guid? LeadId { get; set; }
    public required string Phone { get; set; }
    public DateTimeOffset MissedAt { get; set; }

    /// <summary><c>open</c>, <c>calling_back</c>, then <c>recovered</c> or <c>dismissed</c>.</summary>
    public string State { get; set; } = "open";
    public Guid? CallBackId { get; set; }
    public Guid? ResolvedBy { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string? Note { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>How far the sweep of a provider's own list of calls has come.</summary>
public sealed class ProviderSweep
{
    public required string Provider { get; set; }
    public DateTimeOffset SweptUntil { get; set; }
    public int LastFound { get; set; }
    public string? LastError { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class InboundSettingsConfiguration : IEntityTypeConfiguration<InboundSettings>
{
    public void Configure(EntityTypeBuilder<InboundSettings> builder)
    {
        builder.ToTable("inbound_settings");
        builder.HasKey(s => s.OrganizationId);
    }
}

internal sealed class MissedCallConfiguration : IEntityTypeConfiguration<MissedCall>
{
    public void Configure(EntityTypeBuilder<MissedCall> builder)
    {
        builder.ToTable("missed_calls");
        builder.HasKey(m => m.CallId);
        builder.HasOne<Calls.Call>().WithOne().HasForeignKey<MissedCall>(m => m.CallId);
    }
}

internal sealed class ProviderSweepConfiguration : IEntityTypeConfiguration<ProviderSweep>
{
    public void Configure(EntityTypeBuilder<ProviderSweep> builder)
    {
        builder.ToTable("provider_sweeps");
        builder.HasKey(s => s.Provider);
    }
}
