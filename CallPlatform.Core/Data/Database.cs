using System.Collections.Concurrent;
using Npgsql;

namespace CallPlatform.Core.Data;

/// <summary>
/// The two doors to PostgreSQL. Both connect as <c>callplatform_app</c>, which row-level security binds: <see cref="Tenant"/>
/// sees nothing until a scope names its organisation, <see cref="Platform"/> (inbox, queue, loops) sees every organisation.
/// Role and setting are start-up options of the connection, so that they cost no round trip.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    public const string ConnectionName = "callsdb";

    // By the session's process number at the server.
    private readonly ConcurrentDictionary<int, string> told = new();

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

    /// <summary>For a session of its own outside the pools, which never comes back; TCP must notice a server that is gone.</summary>
    internal string SessionConnectionString => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Pooling = false, KeepAlive = 15, Options = "-c role=callplatform_app",
    }.ConnectionString;

    private void Forget(NpgsqlConnection connection) => told.TryRemove(connection.ProcessID, out _);

    public async ValueTask DisposeAsync()
    {
        await Tenant.DisposeAsync();
        await Platform.DisposeAsync();
    }

    /// <summary>
    /// Names the organisation to the server, unless this session was told the same last: sessions of <see cref="Tenant"/> keep what they
    /// were told from one use to the next, and most uses follow one of the same organisation.
    /// </summary>
    internal async ValueTask TellAsync(NpgsqlConnection connection, string setting, CancellationToken ct)
    {
        if (told.TryGetValue(connection.ProcessID, out var last) && last == setting)
        {
            return;
        }

        // Until the server has confirmed it, nothing is known of the session.
        told.TryRemove(connection.ProcessID, out _);
        await using var command = new NpgsqlCommand("select set_config('app.organization', $1, false)", connection) { Parameters = { new() { Value = setting } } };
        await command.ExecuteNonQueryAsync(ct);
        told[connection.ProcessID] = setting;
    }

    private NpgsqlDataSource Build(string connectionString, string options, int maxPoolSize)
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

        // Nobody leaves anything in a session but the organisation's name, which TellAsync follows: cleaning it would cost every use half a millisecond.
        settings.NoResetOnClose = true;
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString);

        // A new session knows nothing, even if an old one's process had the same number.
        source.UsePhysicalConnectionInitializer(Forget, connection =>
        {
            Forget(connection);
            return Task.CompletedTask;
        });
        return source.Build();
    }
}
