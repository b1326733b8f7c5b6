using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallPlatform.Core.Leads;

/// <summary>What leads are interested in, and how they are called about it.</summary>
public sealed class Project : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string Name { get; set; }

    /// <summary>A form whose name holds one of them is this project's, when no mapping says otherwise.</summary>
    public string[] FormKeywords { get; set; } = [];
    public Guid? ScriptId { get; set; }
    public string? FirstMessage { get; set; }
    public string? CustomPrompt { get; set; }

    /// <summary>How long after the lead came it is called, 0 to 10,080.</summary>
    public int CallDelayMinutes { get; set; }

    /// <summary>Another agent takes the call when the first one's provider is down.</summary>
    public bool AllowSecondAgent { get; set; } = true;

    /// <summary><c>sms</c> or <c>whatsapp</c>: what follows a call that reached nobody; null for nothing.</summary>
    public string? MessageChannel { get; set; }
    public string? MessageTemplate { get; set; }
    public bool IsActive { get; set; } = true;
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>Who talks for a project: an agent at a provider, with a share of the leads.</summary>
public sealed class AiAgent : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public Guid ProjectId { get; set; }
    public required string Name { get; set; }

    /// <summary>The provider's id of it; unique within the organisation.</summary>
    public required string AgentId { get; set; }
    public required string Provider { get; set; }

    /// <summary>The provider's id of the number it calls from, where it needs one (Vapi).</summary>
    public string? FromRef { get; set; }

    /// <summary>Its share among the project's agents, 0 to 1,000; 0 only takes over from others.</summary>
    public int Weight { get; set; } = 1;
    public bool IsActive { get; set; } = true;

    /// <summary>Since when nobody is called by it, because its provider refused it; a person clears it.</summary>
    public DateTimeOffset? FlaggedAt { get; set; }
    public string? FlagReason { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>A form's leads belong to a project.</summary>
public sealed class FormMapping : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }
    public required string FormName { get; set; }
    public Guid ProjectId { get; set; }
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A public door for leads: a form on a web site, or a platform that posts leads.</summary>
public sealed class LeadForm : IOwnedByOrganization
{
    public Guid Id { get; set; }
    public Guid OrganizationId { get; set; }

    /// <summary>The last part of its address. It can write leads and nothing else.</summary>
    public required string Token { get; set; }

    /// <summary>The form name of its leads, unless the post names one.</summary>
    public required string Name { get; set; }
    public string Source { get; set; } = "form";

    /// <summary>Sites whose pages may post from a browser, as in <c>https://example.com</c>; <c>*</c> for all.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>A field that people do not see: whoever fills it is no person.</summary>
    public string HoneypotField { get; set; } = "website";

    /// <summary>A JSON object from our field to the form's, as in <c>{"full_name": "your-name"}</c>.</summary>
    public string FieldMap { get; set; } = "{}";
    public int PostsPerMinute { get; set; } = 600;

    /// <summary>The same for one address of the internet.</summary>
    public int PostsPerMinuteAddress { get; set; } = 60;
    public bool IsActive { get; set; } = true;
    public Guid? CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder) => builder.ToTable("projects");
}

internal sealed class AiAgentConfiguration : IEntityTypeConfiguration<AiAgent>
{
    public void Configure(EntityTypeBuilder<AiAgent> builder)
    {
        builder.ToTable("ai_agents");
        builder.HasOne<Project>().WithMany().HasForeignKey(a => a.ProjectId);
    }
}

internal sealed class FormMappingConfiguration : IEntityTypeConfiguration<FormMapping>
{
    public void Configure(EntityTypeBuilder<FormMapping> builder)
    {
        builder.ToTable("form_mappings");
        builder.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId);
    }
}

internal sealed class LeadFormConfiguration : IEntityTypeConfiguration<LeadForm>
{
    public void Configure(EntityTypeBuilder<LeadForm> builder)
    {
        builder.ToTable("lead_forms");
        builder.Property(f => f.FieldMap).HasColumnType("jsonb");
    }
}
