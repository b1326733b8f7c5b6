using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>An address of the organisation's that is told what happened.</summary>
public sealed class WebhookEndpoint : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Url { get; set; }
    public string Description { get; set; } = "";

    /// <summary>Some of <see cref="WebhookEventTypes"/>.</summary>
    public required string[] EventTypes { get; set; }

    /// <summary>What messages are signed with, encrypted by <see cref="SecretBox"/>.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The secret before the last rotation signs as well, until <see cref="PreviousUntil"/>.</summary>
    public byte[]? PreviousSecret { get; set; }
    public DateTimeOffset? PreviousUntil { get; set; }
    public bool IsActive { get; set; } = true;
    public int ConsecutiveFailures { get; set; }

    /// <summary>It failed several times in a row: nobody asks it before.</summary>
    public DateTimeOffset? QuietUntil { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder) => builder.ToTable("webhook_endpoints");
}
