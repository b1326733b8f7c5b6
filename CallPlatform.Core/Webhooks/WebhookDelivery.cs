using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Webhooks;

/// <summary>A webhook as it came, stored before it was answered. Staff can look at it and replay it.</summary>
public sealed class WebhookDelivery
{
    public Guid Id { get; set; }

    /// <summary>Known once it is worked on.</summary>
    public Guid? OrganizationId { get; set; }
    public required string Provider { get; set; }

    /// <summary>Unique within the provider: what makes a repeated delivery the same one.</summary>
    public required string EventKey { get; set; }

    /// <summary>The provider's call id.</summary>
    public string? Subject { get; set; }
    public required string Kind { get; set; }

    /// <summary>The body with provider tokens and control URLs cut out.</summary>
    public required byte[] Body { get; set; }

    /// <summary><c>received</c>, then <c>processed</c>, <c>ignored</c>, <c>unroutable</c> or <c>failed</c>.</summary>
    public string State { get; set; } = "received";
    public int Attempts { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public string? Error { get; set; }
    public string? TraceParent { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
    public DateTimeOffset? ProcessedAt { get; set; }
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder) => builder.ToTable("webhook_inbox");
}
