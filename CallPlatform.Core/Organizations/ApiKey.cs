using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>A machine's key (<c>cp_…</c>), shown once when it is made; here lies its SHA-256.</summary>
public sealed class ApiKey : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }

    /// <summary>The first characters, so that people can tell their keys apart.</summary>
    public required string Prefix { get; set; }
    public required byte[] KeyHash { get; set; }

    /// <summary>What its scopes need: <c>manager</c>, <c>csr</c> or <c>viewer</c>; never more than its maker was.</summary>
    public required string Role { get; set; }

    /// <summary>Some of <see cref="ApiKeyScopes"/>: it may do nothing else, whatever its role.</summary>
    public string[] Scopes { get; set; } = [ApiKeyScopes.Read];
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>What a key may be made for. Owning the organisation is for people.</summary>
public static class ApiKeyScopes
{
    public const string Read = "read";
    public const string PlaceCalls = "place_calls";
    public const string EditContacts = "edit_contacts";
    public const string EditScripts = "edit_scripts";
    public const string EditAppointments = "edit_appointments";
    public const string Manage = "manage";

    public static readonly IReadOnlyList<string> All = [Read, PlaceCalls, EditContacts, EditScripts, EditAppointments, Manage];

    /// <summary>The least role that may all this.</summary>
    public static string RoleFor(IEnumerable<string> scopes)
    {
        var asked = scopes.ToHashSet();
        return asked.Contains(Manage) ? Roles.Manager : asked.Any(s => s != Read) ? Roles.Csr : Roles.Viewer;
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder) => builder.ToTable("api_keys");
}
