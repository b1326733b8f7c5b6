using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Messages;

/// <summary>Messages keep the hours of calls and the same list of people who want none.</summary>
internal sealed class MessageHours(CallPlatformDbContext db, DialFactsReader facts, TimeProvider clock)
{
    /// <summary>What cannot be judged now (a broken schedule, an unknown zone) is looked at again then.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>When a message to this call's person may go; null for now.</summary>
    public async Task<DateTimeOffset?> OpensAtAsync(Call call, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var subject = DialStarter.SubjectOf(call);
        var known = (await facts.ReadAsync([subject], ct)).Of(subject);
        if (known.Schedule is not { } schedule || known.Zones is not { Count: > 0 } zones)
        {
            return now + LookAgain;
        }

        var answer = CallingWindow.At(schedule, zones, now);
        return answer.IsOpen ? null : answer.OpensAt ?? now + LookAgain;
    }

    public Task<bool> IsSuppressedAsync(string phone, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Suppressions.AnyAsync(s => s.Phone == phone && (s.ExpiresAt == null || s.ExpiresAt > now), ct);
    }

    /// <summary>STOP: no message and no call by itself any more.</summary>
    public static Task SuppressAsync(CallPlatformDbContext db, Guid organizationId, string phone, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into suppressions (organization_id, phone, reason, source, created_at)
            values ({organizationId}, {phone}, 'answered STOP to a message', {SuppressionSources.Message}, {now})
            on conflict (organization_id, phone) do update set expires_at = null
            """,
            ct);

    /// <summary>START takes back a STOP; what a person or a call put on the list stays.</summary>
    public static Task AllowAsync(CallPlatformDbContext db, Guid organizationId, string phone, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"delete from suppressions where organization_id = {organizationId} and phone = {phone} and source = {SuppressionSources.Message}", ct);
}
