using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallPlatform.Core.Organizations;

/// <summary>A link's invitation with what its bearer may know of it.</summary>
public sealed record InvitationOffer(Guid Id, string OrganizationName, string Username, string DisplayName, string Role, bool IsForPassword, DateTimeOffset ExpiresAt);

/// <summary>How an acceptance ended; <c>Session</c> when it succeeded.</summary>
public sealed record Acceptance(AcceptanceOutcome Outcome, SignInResult? Session = null);

public enum AcceptanceOutcome
{
    Done,

    /// <summary>No such link, or it was used, withdrawn or is over: nobody is told which.</summary>
    NotValid,
    WeakPassword,

    /// <summary>The user name has an account elsewhere.</summary>
    NotPossible,
}

/// <summary>One-time links: made by whoever administers users, accepted by whoever holds the link.</summary>
public sealed class Invitations(
    CallPlatformDbContext db, CurrentOrganization organization, SignIn signIn, Sessions sessions, IOptions<AuthOptions> options, TimeProvider clock)
{
    /// <summary>Makes a link, in place of an open one to the same name. Returns the row and the token, which is nowhere else.</summary>
    public async Task<(Invitation Invitation, string Token)> CreateAsync(
        Guid organizationId, Guid createdBy, string username, string displayName, string role, Guid? userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(username);
        var now = clock.GetUtcNow();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now), OrganizationId = organizationId, UserId = userId, Username = username, DisplayName = displayName, Role = role,
            TokenHash = Hash(token), CreatedBy = createdBy, CreatedAt = now, ExpiresAt = now.AddDays(options.Value.InvitationDays),
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var name = username.ToUpperInvariant();
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({organizationId + name}, 40))", ct);
        var same = LikePattern.Exactly(username);
        await db.Invitations.Where(i => EF.Functions.ILike(i.Username, same) && i.AcceptedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), ct);
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (invitation, token);
    }

    /// <summary>What the link is for; null when it is not good any more.</summary>
    public async Task<InvitationOffer?> FindAsync(string token, CancellationToken ct)
    {
        organization.SetAll();
        var (hash, now) = (Hash(token), clock.GetUtcNow());
        return await (
            from invitation in db.Invitations
            join mine in db.Organizations on invitation.OrganizationId equals mine.Id
            where invitation.TokenHash == hash && invitation.AcceptedAt == null && invitation.RevokedAt == null && invitation.ExpiresAt > now
            select new InvitationOffer(
                invitation.Id, mine.Name, invitation.Username, invitation.DisplayName, invitation.Role, invitation.UserId != null, invitation.ExpiresAt))
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Uses the link up: makes the user, or sets the password of the one who is there, and signs them in.</summary>
    public async Task<Acceptance> AcceptAsync(string token, string displayName, string password, string? userAgent, CancellationToken ct)
    {
        organization.SetAll();
        var (hash, now) = (Hash(token), clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var invitation = await db.Invitations.FromSql($"select * from invitations where token_hash = {hash} for update").AsTracking().FirstOrDefaultAsync(ct);
        if (invitation is not { AcceptedAt: null, RevokedAt: null } || invitation.ExpiresAt <= now)
        {
            return new Acceptance(AcceptanceOutcome.NotValid);
        }

        if (!Passwords.IsGood(password, invitation.Username))
        {
            return new Acceptance(AcceptanceOutcome.WeakPassword);
        }

        var user = invitation.UserId is { } id ? await db.Users.AsTracking().FirstOrDefaultAsync(u => u.Id == id && u.IsActive, ct) : NewUser(invitation, displayName, now);
        if (user is null)
        {
            return new Acceptance(AcceptanceOutcome.NotValid);
        }

        Passwords.Set(user, password);
        invitation.AcceptedAt = now;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new Acceptance(AcceptanceOutcome.NotPossible);
        }

        await sessions.EndAllAsync(user.Id, null, ct);
        db.AuditLog.Add(AuditEntry.Of(user.OrganizationId, user.Id, invitation.UserId is null ? "users.joined" : "users.password_set", "users", user.Id, now));
        var session = await signIn.OpenAsync(user, userAgent, ct);
        await transaction.CommitAsync(ct);
        return new Acceptance(AcceptanceOutcome.Done, session);
    }

    private User NewUser(Invitation invitation, string displayName, DateTimeOffset now)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(now), OrganizationId = invitation.OrganizationId, Username = invitation.Username,
            DisplayName = string.IsNullOrWhiteSpace(displayName) ? invitation.DisplayName : displayName.Trim(), PasswordHash = "", Role = invitation.Role, CreatedAt = now,
        };
        db.Users.Add(user);
        return user;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
