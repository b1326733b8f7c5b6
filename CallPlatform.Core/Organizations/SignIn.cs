using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Organizations;

/// <summary>A pair of tokens, or why there is none: wrong, or locked for a while.</summary>
public sealed record SignInResult(string? Access, string? Refresh, TimeSpan? LockedFor)
{
    public static SignInResult Refused { get; } = new(null, null, null);
}

/// <summary>
/// Signs people in and keeps their sessions. Passwords are hashed by ASP.NET Core Identity (PBKDF2). An unknown name costs the
/// same time as a wrong password. Runs before it is known whose rows are meant, so in a scope that sees all.
/// </summary>
public sealed class SignIn(
    CallPlatformDbContext db, CurrentOrganization organization, AccessTokens tokens, RateCounters counters, SessionStandings standings,
    IOptions<AuthOptions> options, TimeProvider clock)
{
    private static readonly PasswordHasher<User> Hasher = new();
    private static readonly string NobodysHash = Hasher.HashPassword(null!, Guid.NewGuid().ToString());

    public static string HashPassword(string password) => Hasher.HashPassword(null!, password);

    /// <summary>Under which wrong passwords of an account are counted.</summary>
    internal static string AccountKey(string username) => $"sign-in:account:{Hash(username.ToUpperInvariant())}";

    internal static bool IsPassword(User user, string password) =>
        Hasher.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;

    public async Task<SignInResult> WithPasswordAsync(string username, string password, string address, string? userAgent, CancellationToken ct)
    {
        EnsureScope();
        var account = AccountKey(username);
        var window = TimeSpan.FromMinutes(options.Value.LockOutMinutes);
        string[] keys = [account, $"sign-in:address:{address}"];

        // Twenty accounts may sit behind one address before it is suspicious.
        if (await counters.ReadAsync([account], window, ct) >= options.Value.MaxFailures
            || await counters.ReadAsync([keys[1]], window, ct) >= options.Value.MaxFailures * 20)
        {
            return new SignInResult(null, null, counters.Left(window));
        }

        var user = await db.Users.FromSql($"select * from users where lower(username) = lower({username})").AsTracking().FirstOrDefaultAsync(ct);
        var verdict = Hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? NobodysHash, password);
        if (user is not { IsActive: true } || verdict == PasswordVerificationResult.Failed)
        {
            foreach (var key in keys)
            {
                await counters.HitAsync(key, window, ct);
            }

            return SignInResult.Refused;
        }

        await counters.ClearAsync(account, ct);
        user.LastSignInAt = clock.GetUtcNow();
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = HashPassword(password);
        }

        return await OpenAsync(user, Guid.CreateVersion7(), userAgent, ct);
    }

    /// <summary>
    /// Trades a refresh token for a new pair. A token that comes again within a few seconds was sent by two processes at once, and each
    /// gets a pair; one that comes later was stolen or copied: its whole family ends.
    /// </summary>
    public async Task<SignInResult> WithRefreshTokenAsync(string refresh, string? userAgent, CancellationToken ct)
    {
        EnsureScope();
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var hash = HashToken(refresh);
        var token = await db.RefreshTokens.FromSql($"select * from refresh_tokens where token_hash = {hash} for update").AsTracking().FirstOrDefaultAsync(ct);
        if (token is null || token.RevokedAt is not null || token.ExpiresAt <= now)
        {
            return SignInResult.Refused;
        }

        if (token.UsedAt is { } used && now - used >= TimeSpan.FromSeconds(options.Value.RefreshGraceSeconds))
        {
            await EndFamilyAsync(token.FamilyId, now, ct);
            await transaction.CommitAsync(ct);
            await standings.ChangedAsync();
            return SignInResult.Refused;
        }

        var user = await db.Users.AsTracking().FirstOrDefaultAsync(u => u.Id == token.UserId && u.IsActive, ct);
        if (user is null)
        {
            return SignInResult.Refused;
        }

        token.UsedAt ??= now;
        var result = await OpenAsync(user, token.FamilyId, userAgent, ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Ends the session the token belongs to. True also when it had ended before.</summary>
    public async Task SignOutAsync(string refresh, CancellationToken ct)
    {
        EnsureScope();
        var hash = HashToken(refresh);
        var family = await db.RefreshTokens.Where(t => t.TokenHash == hash).Select(t => (Guid?)t.FamilyId).FirstOrDefaultAsync(ct);
        if (family is { } id)
        {
            await EndFamilyAsync(id, clock.GetUtcNow(), ct);
            await standings.ChangedAsync();
        }
    }

    /// <summary>Opens a session for somebody who has just proved who they are by a one-time link.</summary>
    internal Task<SignInResult> OpenAsync(User user, string? userAgent, CancellationToken ct)
    {
        user.LastSignInAt = clock.GetUtcNow();
        return OpenAsync(user, Guid.CreateVersion7(), userAgent, ct);
    }

    private Task<int> EndFamilyAsync(Guid family, DateTimeOffset now, CancellationToken ct) =>
        db.RefreshTokens.Where(t => t.FamilyId == family && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);

    private async Task<SignInResult> OpenAsync(User user, Guid family, string? userAgent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var refresh = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        db.RefreshTokens.Add(new RefreshToken
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = user.OrganizationId,
            UserId = user.Id,
            FamilyId = family,
            TokenHash = HashToken(refresh),
            CreatedAt = now,
            ExpiresAt = now.AddDays(options.Value.RefreshTokenDays),
            UserAgent = userAgent is { Length: > 200 } ? userAgent[..200] : userAgent,
        });
        await db.SaveChangesAsync(ct);
        return new SignInResult(tokens.Issue(new TokenIdentity(user.Id, user.OrganizationId, user.Username, user.Role, family)), refresh, null);
    }

    private void EnsureScope()
    {
        if (!organization.SeesAll)
        {
            organization.SetAll();
        }
    }

    private static byte[] HashToken(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
