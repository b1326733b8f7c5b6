using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A member of staff. The user name is unique over all organisations, whatever its case.</summary>
public sealed class User : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Username { get; set; }
    public required string DisplayName { get; set; }
    public required string PasswordHash { get; set; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public required string Role { get; set; }
    public bool IsActive { get; set; } = true;
    public Guid SecurityStamp { get; set; }
    public int? MaxActiveCalls { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastSignInAt { get; set; }
}

/// <summary>What a user is in the organisation.</summary>
public static class Roles
{
    public const string Owner = "owner";
    public const string Manager = "manager";
    public const string Csr = "csr";
    public const string SalesRep = "sales_rep";
    public const string Viewer = "viewer";

    public static readonly IReadOnlyList<string> All = [Owner, Manager, Csr, SalesRep, Viewer];
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder) => builder.ToTable("users");
}
