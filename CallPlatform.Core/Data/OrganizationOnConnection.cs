using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>Names the scope's organisation to PostgreSQL whenever the context opens a connection; see <see cref="Database.TellAsync"/>.</summary>
internal sealed class OrganizationOnConnection(CurrentOrganization organization, Database database) : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        await database.TellAsync((NpgsqlConnection)connection, organization.Setting, cancellationToken);

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        throw new NotSupportedException("The database is asked asynchronously.");
}
