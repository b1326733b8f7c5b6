using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>A line as a provider tells it while people talk.</summary>
/// <param name="Provider">Who tells it.</param>
/// <param name="ProviderCallId">Of which call.</param>
/// <param name="At">By the provider's clock.</param>
/// <param name="ByAgent">The AI said it, else the person.</param>
/// <param name="Text">In words.</param>
public sealed record HeardLine(string Provider, string ProviderCallId, DateTimeOffset At, bool ByAgent, string Text);

/// <summary>
/// Keeps what is said while a call talks, for those who watch it. These are no facts of the call: nothing is decided by them, none is
/// missed when it is lost, and the call's report brings the whole.
/// </summary>
public sealed class LiveLines(Database database, IEventBus bus, TimeProvider clock)
{
    private const int LongestLine = 2000;

    /// <summary>Keeps a line of a call that is under way, and tells those who watch. False when there is no such call.</summary>
    public async Task<bool> HearAsync(HeardLine line, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(line);
        await using var command = database.Platform.CreateCommand("""
            insert into live_lines (call_id, organization_id, at, by_agent, text)
            select id, organization_id, $3, $4, $5 from calls
            where provider = $1 and provider_call_id = $2 and status in ('queued', 'initiated', 'ringing', 'in-progress')
            for share -- a call that ends at this moment takes the line with it
            on conflict do nothing returning call_id, organization_id
            """);
        command.Parameters.Add(new() { Value = line.Provider });
        command.Parameters.Add(new() { Value = line.ProviderCallId });
        command.Parameters.Add(new() { Value = line.At.ToUniversalTime() });
        command.Parameters.Add(new() { Value = line.ByAgent });
        command.Parameters.Add(new() { Value = line.Text.Length > LongestLine ? line.Text[..LongestLine] : line.Text });
        await using var stored = await command.ExecuteReaderAsync(ct);
        if (!await stored.ReadAsync(ct))
        {
            return false;
        }

        await bus.PublishAsync([new BusEvent(BusTopics.LineHeard, stored.GetGuid(1), stored.GetGuid(0), null, null, clock.GetUtcNow())], ct);
        return true;
    }

    /// <summary>What was said so far, as transcripts are written; null when nothing was.</summary>
    public static async Task<string?> TranscriptAsync(CallPlatformDbContext db, Guid callId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var lines = await db.LiveLines.AsNoTracking().Where(l => l.CallId == callId).OrderBy(l => l.At).Take(1000).ToListAsync(ct);
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }
}
