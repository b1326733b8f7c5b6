using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// When people of the business and this number last talked. Inbound calls, appointments, visits, follow-ups that were done and missed
/// callers who were reached enter by triggers of their tables, whoever writes them; what a robot's call booked by <see cref="NoteAsync"/>.
/// </summary>
public sealed class HumanContact : IOwnedByOrganization
{
    public const string Inbound = "inbound";
    public const string Booking = "booking";
    public const string Staff = "staff";

    public Guid OrganizationId { get; set; }

    /// <summary>E.164.</summary>
    public required string Phone { get; set; }
    public required string Kind { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Notes a contact in the caller's transaction; an older one than the known changes nothing.</summary>
    public static Task NoteAsync(CallPlatformDbContext db, Guid organizationId, string phone, string kind, DateTimeOffset at, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into human_contacts as h (organization_id, phone, kind, at) values ({organizationId}, {phone}, {kind}, {at})
            on conflict (organization_id, phone) do update set kind = excluded.kind, at = excluded.at where h.at < excluded.at
            """,
            ct);
    }
}

internal sealed class HumanContactConfiguration : IEntityTypeConfiguration<HumanContact>
{
    public void Configure(EntityTypeBuilder<HumanContact> builder)
    {
        builder.ToTable("human_contacts");
        builder.HasKey(h => new { h.OrganizationId, h.Phone });
    }
}
