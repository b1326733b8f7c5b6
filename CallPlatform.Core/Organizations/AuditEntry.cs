using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Organizations;

/// <summary>Who did what to what. The services may add rows and never change one.</summary>
public sealed class AuditEntry : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid? UserId { get; set; }

    /// <summary>Subject and verb, for instance <c>call.deleted</c>.</summary>
    public required string Action { get; set; }
    public required string SubjectType { get; set; }
    public Guid? SubjectId { get; set; }
    public string Data { get; set; } = "{}";
    public DateTimeOffset At { get; set; }

    internal static AuditEntry Of(
        Guid organizationId, Guid? userId, string action, string subjectType, Guid? subjectId, DateTimeOffset at, string data = "{}") => new()
    {
        Id = Guid.CreateVersion7(at), OrganizationId = organizationId, UserId = userId, Action = action, SubjectType = subjectType, SubjectId = subjectId,
        Data = data, At = at,
    };
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_log");
        builder.Property(a => a.Data).HasColumnType("jsonb");
    }
}
