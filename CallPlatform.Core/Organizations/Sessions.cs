using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Organizations;

/// <summary>One sign-in that is not over.</summary>
/// <param name="Id">The family of its refresh tokens; access tokens carry it as <c>sid</c>.</param>
/// <param name="StartedAt">When the password was given.</param>
/// <param name="LastSeenAt">When it was last refreshed: within the last quarter of an hour while it is used.</param>
/// <param name="ExpiresAt">When it ends unless it is used.</param>
/// <param name="UserAgent">The browser or program, as it named itself.</param>
public sealed record OpenSession(Guid Id, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? UserAgent);

/// <summary>A user's sessions: listed and ended. What is ended holds at once, for access tokens too.</summary>
public sealed class Sessions(CallPlatformDbContext db, SessionStandings standings, TimeProvider clock)
{
    private const int MostListed = 200;

    public async Task<List<OpenSession>> ListAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var families = await db.RefreshTokens.Where(t => t.UserId == userId && t.RevokedAt == null)
            .GroupBy(t => t.FamilyId)
            .Select(f => new { Id = f.Key, Started = f.Min(t => t.CreatedAt), Seen = f.Max(t => t.CreatedAt), Expires = f.Max(t => t.ExpiresAt) })
            .Where(f => f.Expires > now).OrderByDescending(f => f.Seen).Take(MostListed).ToListAsync(ct);
        var ids = families.Select(f => f.Id).ToArray();
        var agents = await db.RefreshTokens.Where(t => ids.Contains(t.FamilyId))
            .GroupBy(t => t.FamilyId).Select(f => new { f.Key, f.OrderByDescending(t => t.CreatedAt).First().UserAgent }).ToDictionaryAsync(f => f.Key, f => f.UserAgent, ct);
        return [.. families.Select(f => new OpenSession(f.Id, f.Started, f.Seen, f.Expires, agents.GetValueOrDefault(f.Id)))];
    }

    /// <summary>False when the user has no such session.</summary>
    public async Task<bool> EndAsync(Guid userId, Guid session, CancellationToken ct) =>
        await EndAsync(db.RefreshTokens.Where(t => t.UserId == userId && t.FamilyId == session && t.RevokedAt == null), ct) > 0;

    /// <summary>Ends all of them, but the one to keep.</summary>
    public Task EndAllAsync(Guid userId, Guid? keep, CancellationToken ct) =>
        EndAsync(db.RefreshTokens.Where(t => t.UserId == userId && t.RevokedAt == null && (keep == null || t.FamilyId != keep)), ct);

    /// <summary>Deletes what ended long ago. Returns how many.</summary>
    public static async Task<int> PruneAsync(Database database, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Platform.CreateCommand(
            "delete from refresh_tokens where id in (select id from refresh_tokens where expires_at < $1 limit 5000)");
        command.Parameters.Add(new() { Value = now.AddDays(-7) });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<int> EndAsync(IQueryable<RefreshToken> tokens, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await tokens.ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
        await standings.ChangedAsync();
        return ended;
    }
}
