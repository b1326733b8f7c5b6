using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Contacts;

/// <summary>A person the organisation talks to.</summary>
public sealed class Contact : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }

    /// <summary>E.164, as <see cref="PhoneNumberReader.Normalize"/> made it.</summary>
    public required string Phone { get; set; }
    public string? Email { get; set; }

    /// <summary>IANA name when it is known better than from the number's country.</summary>
    public string? TimeZone { get; set; }

    /// <summary>A JSON object of the organisation's own.</summary>
    public string Metadata { get; set; } = "{}";
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts");
        builder.Property(c => c.Metadata).HasColumnType("jsonb");
    }
}
