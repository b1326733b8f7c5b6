namespace CallPlatform.Web.Components.Shared;

/// <summary>Which rows are ticked; stays while the list turns its pages.</summary>
public sealed class Selection
{
    private readonly HashSet<Guid> ids = [];

    public IReadOnlyCollection<Guid> Ids => ids;

    public int Count => ids.Count;

    public bool Has(Guid id) => ids.Contains(id);

    public void Set(Guid id, bool ticked)
    {
        if (ticked)
        {
            ids.Add(id);
        }
        else
        {
            ids.Remove(id);
        }
    }

    /// <summary>Ticks all of a page, or none of it when all were.</summary>
    public void Toggle(IReadOnlyCollection<Guid> page)
    {
        if (page.All(ids.Contains))
        {
            ids.ExceptWith(page);
        }
        else
        {
            ids.UnionWith(page);
        }
    }

    public void Clear() => ids.Clear();
}
