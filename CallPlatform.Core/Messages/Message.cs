using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Messages;

/// <summary>A text to or from a person. A call has at most one: a unique index holds that.</summary>
public sealed class Message : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary><c>outbound</c> or <c>inbound</c>.</summary>
    public required string Direction { get; set; }

    /// <summary>One of <see cref="MessageChannels"/>.</summary>
    public required string Channel { get; set; }
    public Guid? LeadId { get; set; }
    public Guid? CallId { get; set; }

    /// <summary>The person's, E.164.</summary>
    public required string PhoneNumber { get; set; }
    public required string Body { get; set; }

    /// <summary>One of <see cref="MessageStatuses"/>.</summary>
    public required string Status { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The gateway's id of it.</summary>
    public string? ProviderMessageId { get; set; }
    public string? ErrorCode { get; set; }
    public string? ErrorMessage { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

public static class MessageChannels
{
    public const string Sms = "sms";
    public const string WhatsApp = "whatsapp";
}

/// <summary>How far a message is. <see cref="Rank"/> orders them: reports come in any order and twice.</summary>
public static class MessageStatuses
{
    public const string Waiting = "waiting";

    /// <summary>Committed before the gateway is asked: after a crash it is <see cref="Unknown"/>, never sent twice.</summary>
    public const string Sending = "sending";
    public const string Sent = "sent";
    public const string Delivered = "delivered";
    public const string Undelivered = "undelivered";
    public const string Failed = "failed";

    /// <summary>The person does not want messages.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>The gateway did not say whether it took it.</summary>
    public const string Unknown = "unknown";
    public const string Received = "received";

    public static int Rank(string status) => status switch
    {
        Waiting => 0, Sending => 1, Unknown => 2, Sent => 3, _ => 4,
    };
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder) => builder.ToTable("messages");
}
