using CallPlatform.Core.Data;
using CallPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace CallPlatform.Tests.Core.Data;

public class SchemaTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_and_the_migrated_schema_agree_column_by_column()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        var columns = await ColumnsAsync(database);
        await using var db = Context(database);

        var wrong = new List<string>();
        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            foreach (var column in table.Columns.Where(c => c.Name != "xmin"))
            {
                if (!columns.TryGetValue((table.Name, column.Name), out var real))
                {
                    wrong.Add($"{table.Name}.{column.Name} is not in the schema");
                }
                else if (Family(real.Type) != Family(column.StoreType) || real.Nullable != column.IsNullable)
                {
                    wrong.Add($"{table.Name}.{column.Name}: {column.StoreType} null={column.IsNullable} in the model, {real.Type} null={real.Nullable} in the schema");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_table_with_an_organisation_is_fenced_by_row_level_security()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        var open = new List<string>();
        await using var command = database.Platform.CreateCommand("""
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
              and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
            """);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            open.Add(reader.GetString(0));
        }

        Assert.Empty(open);
    }

    [Fact]
    public async Task Every_owned_entity_has_the_organisation_filter_and_every_table_with_that_column_is_owned()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        await using var db = Context(database);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            if (typeof(IOwnedByOrganization).IsAssignableFrom(entity.ClrType))
            {
                Assert.NotEmpty(entity.GetDeclaredQueryFilters());
            }
        }
    }

    [Fact]
    public async Task A_connection_that_names_no_organisation_sees_nothing()
    {
        await using var database = new Database(await databases.CreateAsync(Ct));
        await using var command = database.Tenant.CreateCommand("select count(*) from users");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
        await using var all = database.Platform.CreateCommand("select count(*) from users");
        Assert.Equal(1L, await all.ExecuteScalarAsync(Ct));
    }

    internal static CallPlatformDbContext Context(Database database)
    {
        var organization = new CurrentOrganization();
        organization.SetAll();
        return new CallPlatformDbContext(
            new DbContextOptionsBuilder<CallPlatformDbContext>().UseNpgsql(database.Platform).Options, organization);
    }

    private static string Family(string type) => type.Split('(')[0] switch
    {
        "character varying" => "text",
        var other => other,
    };

    private static async Task<Dictionary<(string Table, string Column), (string Type, bool Nullable)>> ColumnsAsync(Database database)
    {
        var columns = new Dictionary<(string, string), (string, bool)>();
        await using var command = database.Platform.CreateCommand("""
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
            """);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            columns[(reader.GetString(0), reader.GetString(1))] = (reader.GetString(2), reader.GetBoolean(3));
        }

        return columns;
    }
}
