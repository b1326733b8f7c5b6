using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Calls;

/// <summary>One step of a call's life: what staff read as its timeline, and what other processes are told from.</summary>
public sealed class CallEvent : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid CallId { get; set; }

    /// <summary>One of <see cref="CallEventKinds"/>.</summary>
    public required string Kind { get; set; }

    /// <summary><c>webhook</c>, <c>poll</c>, <c>dial</c>, <c>person</c>, <c>platform</c>.</summary>
    public required string Source { get; set; }
    public string? Status { get; set; }

    /// <summary>When it happened by the teller's clock; <see cref="CreatedAt"/> is when we stored it.</summary>
    public DateTimeOffset At { get; set; }
    public string Data { get; set; } = "{}";
    public string? TraceParent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

public static class CallEventKinds
{
    public const string Created = "call.created";
    public const string Dialling = "call.dialling";
    public const string StatusChanged = "call.status";
    public const string Report = "call.report";
    public const string Waiting = "call.waiting";
    public const string Lookup = "call.lookup";
    public const string CancelRequested = "call.cancel_requested";
}

internal sealed class CallEventConfiguration : IEntityTypeConfiguration<CallEvent>
{
    public void Configure(EntityTypeBuilder<CallEvent> builder)
    {
        builder.ToTable("call_events");
        builder.Property(e => e.Data).HasColumnType("jsonb");
        builder.HasOne<Call>().WithMany().HasForeignKey(e => e.CallId);
    }
}
