using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Leads;

/// <summary>
/// What became of a lead: its call, or why there is none. The row with <see cref="Claims"/> is the one automatic call of a person and
/// project; a unique index holds that, whoever comes at the same time.
/// </summary>
public sealed class AiCallLog : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid LeadId { get; set; }
    public Guid? ProjectId { get; set; }
    public Guid? AgentId { get; set; }
    public Guid? CallId { get; set; }

    /// <summary>E.164, or as it was typed when it is no number.</summary>
    public required string PhoneNumber { get; set; }
    public string? FormName { get; set; }

    /// <summary>One of <see cref="MappingRules"/>.</summary>
    public string? MappingRule { get; set; }

    /// <summary>One of <see cref="LeadTriggers"/>.</summary>
    public required string Trigger { get; set; }

    /// <summary>One of <see cref="AiCallStatuses"/>.</summary>
    public required string Status { get; set; }
    public bool Claims { get; set; }

    /// <summary>Why it was skipped or failed: one of <see cref="SkipReasons"/>, or a call's error code.</summary>
    public string? Reason { get; set; }

    /// <summary>The same for people, with what to do.</summary>
    public string? ErrorMessage { get; set; }
    public string? Provider { get; set; }
    public string? ProviderCallId { get; set; }
    public bool Booked { get; set; }
    public bool Converted { get; set; }

    /// <summary>Another agent was chosen first; its provider was down.</summary>
    public bool TookOver { get; set; }

    /// <summary>The organisation's day on which it counts.</summary>
    public DateOnly CountedOn { get; set; }
    public DateTimeOffset InitiatedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The seed's statuses, and <see cref="Skipped"/> for leads that were not called.</summary>
public static class AiCallStatuses
{
    public const string Initiated = "initiated";
    public const string Connected = "connected";
    public const string NoAnswer = "no_answer";
    public const string Failed = "failed";
    public const string Skipped = "skipped";

    public static IReadOnlyList<string> All { get; } = [Initiated, Connected, NoAnswer, Failed, Skipped];
}

/// <summary>Who wanted the call.</summary>
public static class LeadTriggers
{
    public const string Automatic = "automatic";
    public const string Manual = "manual";
    public const string Batch = "batch";
}

/// <summary>Why a lead was not called. The names are on the wire.</summary>
public static class SkipReasons
{
    public const string NoForm = "no_form";
    public const string NoMapping = "no_mapping";
    public const string ProjectInactive = "project_inactive";
    public const string NoAgent = "no_agent";
    public const string AgentsFlagged = "agents_flagged";
    public const string AlreadyCalled = "already_called";
    public const string InvalidPhone = "invalid_phone";
    public const string Suppressed = "suppressed";
}

/// <summary>An agent's calls of one day for a project.</summary>
public sealed class AiCallStatsDay : IOwnedByOrganization
{
    public Guid OrganizationId { get; set; }
    public DateOnly Day { get; set; }
    public Guid ProjectId { get; set; }
    public Guid AgentId { get; set; }
    public long Calls { get; set; }
    public long Connected { get; set; }
    public long NoAnswer { get; set; }
    public long Failed { get; set; }
    public long Booked { get; set; }
    public long Converted { get; set; }
}

/// <summary>Many leads at once, with how far it is.</summary>
public sealed class LeadBatch : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary><c>process_unmapped</c> or <c>import</c>.</summary>
    public required string Kind { get; set; }

    /// <summary><c>running</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string Status { get; set; }
    public int Total { get; set; }
    public int Called { get; set; }
    public int Skipped { get; set; }
    public int Failed { get; set; }

    /// <summary>Leads up to this one are done.</summary>
    public Guid? LastId { get; set; }

    /// <summary>A JSON list of <c>{lead_id, outcome, reason, message}</c>, the first 200.</summary>
    public string Details { get; set; } = "[]";
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class AiCallLogConfiguration : IEntityTypeConfiguration<AiCallLog>
{
    public void Configure(EntityTypeBuilder<AiCallLog> builder) => builder.ToTable("ai_call_logs");
}

internal sealed class AiCallStatsDayConfiguration : IEntityTypeConfiguration<AiCallStatsDay>
{
    public void Configure(EntityTypeBuilder<AiCallStatsDay> builder)
    {
        builder.ToTable("ai_call_stats_daily");
        builder.HasKey(d => new { d.OrganizationId, d.Day, d.ProjectId, d.AgentId });
    }
}

internal sealed class LeadBatchConfiguration : IEntityTypeConfiguration<LeadBatch>
{
    public void Configure(EntityTypeBuilder<LeadBatch> builder)
    {
        builder.ToTable("lead_batches");
        builder.Property(b => b.Details).HasColumnType("jsonb");
    }
}
