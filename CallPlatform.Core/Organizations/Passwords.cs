using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Organizations;

/// <summary>What came of a wish for a new password.</summary>
public enum PasswordOutcome
{
    Done,
    WrongCurrent,
    TooWeak,
    Locked,
}

/// <summary>What a password must be, and how a user changes theirs.</summary>
public sealed class Passwords(
    CallPlatformDbContext db, RateCounters counters, Sessions sessions, IOptions<AuthOptions> options)
{
    public const int ShortestLength = 10;
    public const int LongestLength = 1024;

    /// <summary>In words for whoever chooses one.</summary>
    public const string Rule = "At least 10 characters, not the user name, and not one character over and over.";

    /// <summary>Long enough, and nothing that a guesser tries first.</summary>
    public static bool IsGood(string password, string username)
    {
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(username);
        return password.Length is >= ShortestLength and <= LongestLength
            && password.Distinct().Take(4).Count() == 4
            && !password.Equals(username, StringComparison.OrdinalIgnoreCase)
            && !password.Equals(username.Split('@')[0], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Changes it, and ends every other session of the user. Wrong guesses count as those at the sign-in: whoever finds an open
    /// browser has no more tries than whoever finds the sign-in page.
    /// </summary>
    public async Task<PasswordOutcome> ChangeAsync(Guid userId, Guid session, string current, string next, CancellationToken ct)
    {
        var user = await db.Users.AsTracking().FirstAsync(u => u.Id == userId, ct);
        var account = SignIn.AccountKey(user.Username);
        var window = TimeSpan.FromMinutes(options.Value.LockOutMinutes);
        if (await counters.ReadAsync([account], window, ct) >= options.Value.MaxFailures)
        {
            return PasswordOutcome.Locked;
        }

        if (!SignIn.IsPassword(user, current))
        {
            await counters.HitAsync(account, window, ct);
            return PasswordOutcome.WrongCurrent;
        }

        if (!IsGood(next, user.Username) || next == current)
        {
            return PasswordOutcome.TooWeak;
        }

        Set(user, next);
        await db.SaveChangesAsync(ct);
        await sessions.EndAllAsync(userId, session, ct);
        return PasswordOutcome.Done;
    }

    internal static void Set(User user, string password)
    {
        user.PasswordHash = SignIn.HashPassword(password);
        user.SecurityStamp = Guid.NewGuid();
    }
}
