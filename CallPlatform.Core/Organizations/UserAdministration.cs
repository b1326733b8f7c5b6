using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Organizations;

/// <summary>What is to change of a user; null leaves it as it is.</summary>
public sealed record UserChange(string? DisplayName, string? Role, bool? IsActive, int? MaxActiveCalls);

public enum UserChangeOutcome
{
    Done,
    NotFound,

    /// <summary>Only an owner makes or changes owners.</summary>
    OwnersOnly,

    /// <summary>An organisation without an owner could never get one again.</summary>
    LastOwner,

    /// <summary>Nobody takes their own role or access: another does.</summary>
    Yourself,
}

/// <summary>Changes what users are. Roles and deactivation hold from the user's next request on.</summary>
public sealed class UserAdministration(CallPlatformDbContext db, Sessions sessions, SessionStandings standings)
{
    /// <summary>Applies a change. <paramref name="asOwner"/>: whoever changes is an owner.</summary>
    public async Task<UserChangeOutcome> ChangeAsync(Guid id, UserChange change, Guid changedBy, bool asOwner, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // The owners' rows are locked, so that two owners cannot demote each other at once.
        var owners = await db.Users.FromSql($"select * from users where role = 'owner' and is_active order by id for update").AsTracking().ToListAsync(ct);
        if (await db.Users.AsTracking().FirstOrDefaultAsync(u => u.Id == id, ct) is not { } user)
        {
            return UserChangeOutcome.NotFound;
        }

        if (Refusal(user, change, changedBy, asOwner, owners) is { } refusal)
        {
            return refusal;
        }

        var accessChanged = (change.Role ?? user.Role) != user.Role || (change.IsActive ?? user.IsActive) != user.IsActive;
        user.DisplayName = change.DisplayName?.Trim() ?? user.DisplayName;
        user.Role = change.Role ?? user.Role;
        user.IsActive = change.IsActive ?? user.IsActive;
        user.MaxActiveCalls = change.MaxActiveCalls ?? user.MaxActiveCalls;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (!user.IsActive)
        {
            await sessions.EndAllAsync(user.Id, null, ct);
        }
        else if (accessChanged)
        {
            await standings.ChangedAsync();
        }

        return UserChangeOutcome.Done;
    }

    private static UserChangeOutcome? Refusal(User user, UserChange change, Guid changedBy, bool asOwner, List<User> owners)
    {
        var losesAccess = change.IsActive == false && user.IsActive;
        var getsRole = change.Role is { } role && role != user.Role;
        if (!asOwner && (user.Role == Roles.Owner || change.Role == Roles.Owner))
        {
            return UserChangeOutcome.OwnersOnly;
        }

        if (!losesAccess && !getsRole)
        {
            return null;
        }

        return owners.Count == 1 && owners[0].Id == user.Id ? UserChangeOutcome.LastOwner
            : user.Id == changedBy ? UserChangeOutcome.Yourself
            : null;
    }
}
