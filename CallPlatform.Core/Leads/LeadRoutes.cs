using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Leads;

/// <summary>An organisation's projects, mappings and agents, as a lead's way is decided from them.</summary>
public sealed class LeadRoutes
{
    private readonly List<Project> projects;
    private readonly List<FormMapping> mappings;
    private readonly List<AiAgent> agents;

    private LeadRoutes(List<Project> projects, List<FormMapping> mappings, List<AiAgent> agents)
    {
        this.projects = projects;
        this.mappings = mappings;
        this.agents = agents;
    }

    /// <summary>Three round trips; these tables have tens of rows.</summary>
    public static async Task<LeadRoutes> LoadAsync(CallPlatformDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new LeadRoutes(
            await db.Projects.Where(p => p.DeletedAt == null).ToListAsync(ct),
            await db.FormMappings.ToListAsync(ct),
            await db.AiAgents.Where(a => a.DeletedAt == null).ToListAsync(ct));
    }

    public Project? ProjectOf(Guid id) => projects.FirstOrDefault(p => p.Id == id);

    /// <summary>The project of a lead: its own, else its form's.</summary>
    public FormMatch? Match(Guid? projectId, string? formName) =>
        projectId is { } own && ProjectOf(own) is { } named
            ? new FormMatch(own, MappingRules.Lead, named.Name)
            : FormMatcher.Find(
                formName,
                mappings.Where(m => ProjectOf(m.ProjectId) is not null).Select(m => new FormRule(m.FormName, m.ProjectId)),
                projects.Where(p => p.IsActive).Select(p => new KeywordRule(p.Id, p.FormKeywords)));

    public IReadOnlyList<AiAgent> AgentsOf(Guid projectId) => [.. agents.Where(a => a.ProjectId == projectId && a.IsActive)];

    public AiAgent? Agent(Guid id) => agents.FirstOrDefault(a => a.Id == id);
}
