using System.Collections.Concurrent;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;

namespace CallPlatform.Core.Organizations;

/// <summary>
/// What the bearer of an access token is now. The token says what they were when it was issued; a new role, a deactivation and the
/// end of a session hold from the next request on: told by the bus, and where that is down after <see cref="Remembered"/> at the latest.
/// </summary>
public sealed class SessionStandings : IDisposable
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<Guid, Standing> known = new();
    private readonly Database database;
    private readonly IEventBus bus;
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private int version;

    public SessionStandings(Database database, IEventBus bus, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(bus);
        (this.database, this.bus, this.clock) = (database, bus, clock);
        subscription = bus.Subscribe(happened =>
        {
            if (happened.Topic == BusTopics.AccessChanged)
            {
                Forget();
            }
        });
    }

    /// <summary>The user's role; null when the session is over or the user is no longer active.</summary>
    public async ValueTask<string?> RoleAsync(TokenIdentity identity, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var now = clock.GetUtcNow();
        if (known.TryGetValue(identity.SessionId, out var standing) && standing.Until > now)
        {
            return standing.Role;
        }

        var asked = Volatile.Read(ref version);
        var role = await ReadAsync(identity, now, ct);
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        // What was read before a change was announced must not outlive the announcement.
        if (asked == Volatile.Read(ref version))
        {
            known[identity.SessionId] = new Standing(role, now + Remembered);
        }

        return role;
    }

    /// <summary>Somebody's access changed: tells every process, this one before it returns.</summary>
    public Task ChangedAsync()
    {
        Forget();
        return bus.PublishAsync([BusEvent.Wake(BusTopics.AccessChanged, clock.GetUtcNow())], CancellationToken.None);
    }

    public void Dispose() => subscription.Dispose();

    private void Forget()
    {
        Interlocked.Increment(ref version);
        known.Clear();
    }

    private async Task<string?> ReadAsync(TokenIdentity identity, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = database.Platform.CreateCommand("""
            select role from users where id = $1 and is_active
              and exists (select from refresh_tokens where family_id = $2 and user_id = $1 and revoked_at is null and expires_at > $3)
            """);
        command.Parameters.Add(new() { Value = identity.UserId });
        command.Parameters.Add(new() { Value = identity.SessionId });
        command.Parameters.Add(new() { Value = now });
        return await command.ExecuteScalarAsync(ct) as string;
    }

    private readonly record struct Standing(string? Role, DateTimeOffset Until);
}
