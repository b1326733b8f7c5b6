using CallPlatform.Core.Data;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Organizations;

/// <summary>The organisation that was there first, and who owns it.</summary>
public sealed record FirstOwner(Guid OrganizationId, string Username)
{
    /// <summary>
    /// Finds it, or in an empty database makes it from <c>Seed:OwnerUsername</c>, <c>Seed:OwnerPassword</c> and
    /// <c>Seed:OrganizationName</c>.
    /// </summary>
    public static async Task<FirstOwner> EnsureAsync(Database database, IConfiguration configuration, TimeProvider clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(configuration);
        if (await FindAsync(database, ct) is { } there)
        {
            return there;
        }

        var username = configuration["Seed:OwnerUsername"] ?? "owner@example.com";
        var password = configuration["Seed:OwnerPassword"]
            ?? throw new InvalidOperationException("The database is empty: set Seed__OwnerPassword, the first owner's password, and migrate again.");
        var now = clock.GetUtcNow();
        await using var command = database.Platform.CreateCommand("""
            with o as (
              insert into organizations (id, name, time_zone, default_country, created_at) values ($1, $2, $3, $4, $5) returning id)
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            select $6, o.id, $7, 'Owner', $8, 'owner', $9, $5 from o
            """);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
        command.Parameters.Add(new() { Value = configuration["Seed:OrganizationName"] ?? "My organisation" });
        command.Parameters.Add(new() { Value = configuration["Seed:TimeZone"] ?? "UTC" });
        command.Parameters.Add(new() { Value = (object?)configuration["Seed:DefaultCountry"] ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
        command.Parameters.Add(new() { Value = username });
        command.Parameters.Add(new() { Value = SignIn.HashPassword(password) });
        command.Parameters.Add(new() { Value = Guid.NewGuid() });
        await command.ExecuteNonQueryAsync(ct);
        return (await FindAsync(database, ct))!;
    }

    private static async Task<FirstOwner?> FindAsync(Database database, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand(
            "select o.id, u.username from organizations o join users u on u.organization_id = o.id and u.role = 'owner' order by o.created_at, u.created_at limit 1");
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? new FirstOwner(row.GetGuid(0), row.GetString(1)) : null;
    }
}
