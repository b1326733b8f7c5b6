using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using Npgsql;

namespace CallPlatform.Worker;

/// <summary>Brings the schema up to date and, in an empty database, makes the first organisation and its owner.</summary>
internal static class MigrateVerb
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken ct)
    {
        var connection = configuration.GetConnectionString(Database.ConnectionName);
        if (string.IsNullOrEmpty(connection))
        {
            await Console.Error.WriteLineAsync("ConnectionStrings__callsdb is not set: give the PostgreSQL database to migrate, as its owner.");
            return 2;
        }

        try
        {
            await Migrator.MigrateAsync(connection, ct);
            await using var database = new Database(connection);
            var first = await FirstOwner.EnsureAsync(database, configuration, TimeProvider.System, ct);

            // The last line is for scripts; the launcher reads it.
            Console.WriteLine(new JsonObject
            {
                ["organization_id"] = first.OrganizationId.ToString(),
                ["username"] = first.Username,
            }.ToJsonString());
            return 0;
        }
        catch (NpgsqlException error)
        {
            await Console.Error.WriteLineAsync($"The database could not be migrated: {error.Message}");
            return 1;
        }
    }
}
