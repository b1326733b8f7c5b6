namespace CallPlatform.Core.Data;

/// <summary>
/// Whose rows this scope works on. Set once: by the Api from the caller's token, by a job from its row. The Worker's own
/// loops see every organisation. Until it is set, the scope sees nothing.
/// </summary>
public sealed class CurrentOrganization
{
    /// <summary>The organisation, or <see cref="Guid.Empty"/> when none was set or all are seen.</summary>
    public Guid Id { get; private set; }

    public bool SeesAll { get; private set; }

    /// <summary>The value of PostgreSQL's <c>app.organization</c> that the row-level policies compare with.</summary>
    public string Setting => SeesAll ? "*" : Id.ToString();

    public void Set(Guid organizationId)
    {
        Id = organizationId;
        SeesAll = false;
    }

    public void SetAll()
    {
        Id = Guid.Empty;
        SeesAll = true;
    }
}
