namespace CallPlatform.Core.Data;

/// <summary>A row of one organisation: filtered by the context, stamped on save, fenced by row-level security.</summary>
public interface IOwnedByOrganization
{
    Guid OrganizationId { get; set; }
}
