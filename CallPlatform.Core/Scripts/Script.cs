using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Scripts;

/// <summary>What an assistant is told and says first, and what the call is to achieve.</summary>
public sealed class Script : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public string? CustomPrompt { get; set; }
    public string? FirstMessage { get; set; }

    /// <summary>A JSON list: texts, or objects <c>{name, description, successCriteria?}</c>.</summary>
    public string CallGoals { get; set; } = "[]";
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class ScriptConfiguration : IEntityTypeConfiguration<Script>
{
    public void Configure(EntityTypeBuilder<Script> builder)
    {
        builder.ToTable("scripts");
        builder.Property(s => s.CallGoals).HasColumnType("jsonb");
    }
}
