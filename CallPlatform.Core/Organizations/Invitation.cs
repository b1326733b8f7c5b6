using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A one-time link: into the organisation, or, for a user who is there, to a new password. Here lies the SHA-256 of its token.</summary>
public sealed class Invitation : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>Set: the link is for this user's new password.</summary>
    public Guid? UserId { get; set; }
    public required string Username { get; set; }
    public string DisplayName { get; set; } = "";
    public required string Role { get; set; }
    public required byte[] TokenHash { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder) => builder.ToTable("invitations");
}
