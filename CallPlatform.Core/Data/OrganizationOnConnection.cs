using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>Names the scope's organisation to PostgreSQL whenever the context opens a connection: one round trip.</summary>
internal sealed class OrganizationOnConnection(CurrentOrganization organization) : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection);
        command.ExecuteNonQuery();
    }

    private NpgsqlCommand Command(DbConnection connection) =>
        new("select set_config('app.organization', $1, false)", (NpgsqlConnection)connection)
        {
            Parameters = { new() { Value = organization.Setting } },
        };
}
