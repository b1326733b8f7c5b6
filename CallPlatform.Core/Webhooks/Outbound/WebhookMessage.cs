using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>One event for one endpoint, and how its delivery went.</summary>
public sealed class WebhookMessage : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid EndpointId { get; set; }
    public required string EventType { get; set; }

    /// <summary>The JSON that is sent, to the letter: it is what is signed.</summary>
    public required string Body { get; set; }

    /// <summary><c>waiting</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public string State { get; set; } = WebhookMessageStates.Waiting;
    public int Attempts { get; set; }
    public int? ResponseStatus { get; set; }
    public string? Error { get; set; }
    public int? DurationMs { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastAttemptAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }
}

/// <summary>How far a message is.</summary>
public static class WebhookMessageStates
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
}

internal sealed class WebhookMessageConfiguration : IEntityTypeConfiguration<WebhookMessage>
{
    public void Configure(EntityTypeBuilder<WebhookMessage> builder)
    {
        builder.ToTable("webhook_messages");
        builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(m => m.EndpointId);
    }
}
