using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Organizations;

/// <summary>How an organisation reads numbers and days.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="DefaultCountry">How numbers without a country code are read; ISO 3166 alpha-2.</param>
public sealed record OrganizationSettings(string TimeZone, string? DefaultCountry);

/// <summary>The settings of the scope's organisation; they may be a minute old.</summary>
public sealed class OrganizationSettingsReader(CallPlatformDbContext db, CurrentOrganization organization, LookupCache cache)
{
    public async Task<OrganizationSettings> ReadAsync(CancellationToken ct) => await cache.GetAsync(
        KeyOf(organization.Id),
        token => db.Organizations.Select(o => new OrganizationSettings(o.TimeZone, o.DefaultCountry)).FirstOrDefaultAsync(token),
        ct) ?? new OrganizationSettings("UTC", null);

    /// <summary>They were changed.</summary>
    public Task ChangedAsync() => cache.ForgetAsync(KeyOf(organization.Id));

    private static string KeyOf(Guid organizationId) => $"organization-settings:{organizationId:N}";
}
