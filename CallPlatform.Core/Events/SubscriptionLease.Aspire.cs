using CallPlatform.Core.Data;
using Npgsql;

namespace CallPlatform.Core.Events;

/// <summary>
/// A subscription that is this process's alone for as long as its session at PostgreSQL lives: the first number that nobody else
/// holds. So the topic's subscriptions are part of the deployed model, no service needs the right to manage the namespace, and a
/// process that was killed leaves nothing behind.
/// </summary>
internal sealed class SubscriptionLease(NpgsqlConnection connection, string subscription) : IAsyncDisposable
{
    // Any number will do that no other advisory lock of ours has as its first half.
    private const int LockSpace = 7_040_771;

    public string Subscription { get; } = subscription;

    /// <summary>Null when all are taken.</summary>
    public static async Task<SubscriptionLease?> TakeAsync(Database database, int subscriptions, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(database.SessionConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            for (var number = 1; number <= subscriptions; number++)
            {
                await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1, $2)", connection)
                {
                    Parameters = { new() { Value = LockSpace }, new() { Value = number } },
                };
                if (await command.ExecuteScalarAsync(ct) is true)
                {
                    return new SubscriptionLease(connection, EventBusOptions.LiveSubscription(number));
                }
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Holds it until it is stopped; throws when the session, and with it the subscription, is lost.</summary>
    public async Task HoldAsync(CancellationToken ct)
    {
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
