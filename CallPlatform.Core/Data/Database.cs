using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>
/// The two doors to PostgreSQL. Both connect as <c>callplatform_app</c>, which row-level security binds: <see cref="Tenant"/>
/// sees nothing until a scope names its organisation, <see cref="Platform"/> (inbox, queue, loops) sees every organisation.
/// Role and setting are start-up options of the connection, so that they cost no round trip and survive the pool's reset.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    public const string ConnectionName = "callsdb";

    public Database(string connectionString)
    {
        Tenant = Build(connectionString, "-c role=callplatform_app", maxPoolSize: 40);
        Platform = Build(connectionString, "-c role=callplatform_app -c app.organization=*", maxPoolSize: 24);
        ConnectionString = connectionString;
    }

    /// <summary>As configured: the owner's, for migrations.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource Tenant { get; }

    public NpgsqlDataSource Platform { get; }

    public async ValueTask DisposeAsync()
    {
        await Tenant.DisposeAsync();
        await Platform.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString, string options, int maxPoolSize)
    {
        // Every statement here is short. Compiling one whose cost the planner overrates (the dialer's claim at a million rows) takes
        // two hundred times as long as running it.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Options = options + " -c jit=off" };
        if (!settings.ContainsKey("Maximum Pool Size"))
        {
            settings.MaxPoolSize = maxPoolSize;
        }

        // Statements are few and repeated: prepared once a connection, the server plans them once.
        settings.MaxAutoPrepare = 100;
        settings.AutoPrepareMinUsages = 3;
        settings.ApplicationName ??= "callplatform";
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
