using CallPlatform.Core.Data;
using CallPlatform.Core.Organizations;
using CallPlatform.Tests.Support;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>A database of the release before this one, with data, is migrated: every row is there afterwards, and what the older services do still works.</summary>
public class UpgradeTests(TestDatabases databases)
{
    /// <summary>The last migration of the release before. Moves on with each release.</summary>
    private const string PreviousRelease = "0052_inbound_calls_of_the_list";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_of_the_previous_release_keeps_every_row_and_its_services_go_on()
    {
        var connection = await databases.CreateEmptyAsync(Ct);
        await MigrateToPreviousAsync(connection);
        var (organization, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RunAsync(connection, $"""
            insert into organizations (id, name, created_at) values ('{organization}', 'Before', now());
            insert into users (id, organization_id, username, display_name, password_hash, role, security_stamp, created_at)
            values ('{user}', '{organization}', 'owner@example.com', 'Before', '{SignIn.HashPassword("a password 1")}', 'owner', gen_random_uuid(), now())
            """);
        await OneOfEach.InsertAsync(connection, organization);
        var before = await RowsAsync(connection);

        // Old services hold transactions open while the schema changes: a migration waits for them, and they for it, but nobody fails.
        await using (var old = new NpgsqlConnection(connection))
        {
            await old.OpenAsync(Ct);
            await using var transaction = await old.BeginTransactionAsync(Ct);
            await using (var command = new NpgsqlCommand("set local app.organization = '*'; update calls set notes = 'held' where true", old, transaction))
            {
                await command.ExecuteNonQueryAsync(Ct);
            }

            var migrating = Migrator.MigrateAsync(connection, Ct);
            await Eventually.HoldsAsync(
                async () => (long)(await ScalarAsync(connection, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))! > 0, "the migration waits");
            await transaction.CommitAsync(Ct);
            await migrating;
        }

        Assert.Equal(before, await RowsAsync(connection));
        Assert.Equal("held", await ScalarAsync(connection, "select min(notes) from calls"));

        // What the services of before write knows nothing of what is new.
        await OneOfEach.InsertAsync(connection, organization);
        await using var database = new Database(connection);
        await FirstOwner.EnsureAsync(database, new ConfigurationBuilder().Build(), TimeProvider.System, Ct);
        Assert.Equal(1L, await ScalarAsync(connection, "select count(*) from organizations"));
    }

    // By hand: EF's migrator finds a target only by names that begin with a time.
    private static async Task MigrateToPreviousAsync(string connection)
    {
        await RunAsync(connection, "create table \"__EFMigrationsHistory\" (\"MigrationId\" varchar(150) primary key, \"ProductVersion\" varchar(32) not null)");
        var files = typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var file in files.Where(file => string.CompareOrdinal(file, $"Migrations.{PreviousRelease}.sql") <= 0))
        {
            using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(file)!);
            await RunAsync(connection, await reader.ReadToEndAsync(Ct));
            await RunAsync(connection, $"insert into \"__EFMigrationsHistory\" values ('{file["Migrations.".Length..^".sql".Length]}', 'test')");
        }
    }

    private static async Task<string> RowsAsync(string connection) => (string)(await ScalarAsync(connection, """
        select string_agg(t || ' ' || (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I', t), false, true, '')))[1]::text, ', ' order by t)
        from (select table_name::text as t from information_schema.columns where table_schema = 'public' and column_name = 'organization_id') tables
        """))!;

    private static async Task<object?> ScalarAsync(string connection, string sql)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("set app.organization = '*'; " + sql, database);
        return await command.ExecuteScalarAsync(Ct);
    }

    private static Task RunAsync(string connection, string sql) => ScalarAsync(connection, sql);
}
