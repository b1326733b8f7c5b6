using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallPlatform.Core.Data;

/// <summary>A migration whose text is a file beside it: <c>Data/Migrations/{name}.sql</c>.</summary>
public abstract class SqlFileMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var id = GetType().GetCustomAttribute<MigrationAttribute>()!.Id;
        using var stream = typeof(SqlFileMigration).Assembly.GetManifestResourceStream($"Migrations.{id}.sql")
            ?? throw new InvalidOperationException($"The migration file {id}.sql is not embedded in CallPlatform.Core.");
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}

/// <summary>Brings a database to the current schema, as its owner, under EF's own lock: safe to run from several processes.</summary>
public static class Migrator
{
    public static async Task MigrateAsync(string ownerConnectionString, CancellationToken ct)
    {
        var everything = new CurrentOrganization();
        everything.SetAll();
        var options = new DbContextOptionsBuilder<CallPlatformDbContext>();
        Configure(options).UseNpgsql(ownerConnectionString, npgsql => npgsql.CommandTimeout(600));
        await using var db = new CallPlatformDbContext(options.Options, everything);
        await db.Database.MigrateAsync(ct);
    }

    /// <summary>What every context of ours is built with. There is no model snapshot: the schema is the SQL files.</summary>
    internal static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(warnings => warnings
            .Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning)
            .Ignore(Microsoft.EntityFrameworkCore.Diagnostics.CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
}
