namespace CallPlatform.Core.Leads;

/// <summary>How a form's project was found. The names are on the wire.</summary>
public static class MappingRules
{
    public const string Exact = "exact";
    public const string Contained = "contained";
    public const string Keyword = "keyword";

    /// <summary>The lead itself names its project.</summary>
    public const string Lead = "lead";
}

/// <summary>A mapping as the rule sees it.</summary>
public sealed record FormRule(string FormName, Guid ProjectId);

/// <summary>A project's keywords as the rule sees them.</summary>
public sealed record KeywordRule(Guid ProjectId, IReadOnlyList<string> Keywords);

/// <summary>The project that was found, by which rule, and the mapping or keyword that matched.</summary>
public sealed record FormMatch(Guid ProjectId, string Rule, string Matched);

/// <summary>
/// Which project a form's leads belong to: the mapping with exactly this name, else a mapping whose name is part of it (or that it is
/// part of), else a project's keyword in it. Letters' case and spaces do not matter; of several the longest wins, of equals the first
/// by name, so the answer does not depend on the order of rows.
/// </summary>
public static class FormMatcher
{
    private const int ShortestPart = 3;

    public static FormMatch? Find(string? formName, IEnumerable<FormRule> mappings, IEnumerable<KeywordRule> projects)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        ArgumentNullException.ThrowIfNull(projects);
        var form = Plain(formName);
        if (form.Length == 0)
        {
            return null;
        }

        var rules = mappings.Select(m => (Name: Plain(m.FormName), Mapping: m)).Where(m => m.Name.Length > 0).ToList();
        if (rules.FirstOrDefault(m => m.Name == form) is { Mapping: { } exact })
        {
            return new FormMatch(exact.ProjectId, MappingRules.Exact, exact.FormName);
        }

        if (Longest(rules.Where(m => m.Name.Length >= ShortestPart && form.Contains(m.Name, StringComparison.Ordinal))) is { } part)
        {
            return new FormMatch(part.ProjectId, MappingRules.Contained, part.FormName);
        }

        // The other way round only when it leaves no choice: "Gaur" must not be given to one of two Gaur projects.
        var wholes = form.Length < ShortestPart ? [] : rules.Where(m => m.Name.Contains(form, StringComparison.Ordinal)).ToList();
        if (wholes.Select(m => m.Mapping.ProjectId).Distinct().Count() == 1)
        {
            return new FormMatch(wholes[0].Mapping.ProjectId, MappingRules.Contained, Longest(wholes)!.FormName);
        }

        var keyword = projects
            .SelectMany(p => p.Keywords.Select(k => (Name: Plain(k), Mapping: new FormRule(k, p.ProjectId))))
            .Where(k => k.Name.Length > 0 && form.Contains(k.Name, StringComparison.Ordinal));
        return Longest(keyword) is { } found ? new FormMatch(found.ProjectId, MappingRules.Keyword, found.FormName) : null;
    }

    private static FormRule? Longest(IEnumerable<(string Name, FormRule Mapping)> found) => found
        .OrderByDescending(f => f.Name.Length).ThenBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Mapping.ProjectId)
        .Select(f => f.Mapping).FirstOrDefault();

    private static string Plain(string? name) =>
        string.Join(' ', (name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
