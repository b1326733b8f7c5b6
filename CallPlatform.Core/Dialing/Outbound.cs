using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>Turns a call's row into what its provider is asked for. The call's own texts win over its script's.</summary>
public static class Outbound
{
    /// <summary>
    /// Loads the contacts and scripts of claimed calls by id. Not a join: "for update" would lock those rows too, and a deleted
    /// script must still serve the calls that were made with it.
    /// </summary>
    public static async Task LoadTextsAsync(CallPlatformDbContext db, IReadOnlyCollection<Call> calls, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var contactIds = calls.Where(c => c.ContactId is not null).Select(c => c.ContactId!.Value).Distinct().ToArray();
        if (contactIds.Length > 0)
        {
            await db.Contacts.AsTracking().Where(c => contactIds.Contains(c.Id)).LoadAsync(ct);
        }

        var scriptIds = calls.Where(c => c.ScriptId is not null).Select(c => c.ScriptId!.Value).Distinct().ToArray();
        if (scriptIds.Length > 0)
        {
            await db.Scripts.AsTracking().Where(s => scriptIds.Contains(s.Id)).LoadAsync(ct);
        }
    }

    public static OutboundCall Of(Call call, DialAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(attempt);
        return new OutboundCall(
            attempt.Id,
            call.Id,
            call.ContactId,
            call.CreatedBy,
            attempt.Number,
            call.AgentRef,
            call.FromRef,
            call.ToNumber,
            call.CustomerName ?? call.Contact?.Name,
            call.Name,
            call.FirstMessage ?? call.Script?.FirstMessage,
            call.CustomPrompt ?? call.Script?.CustomPrompt,
            call.CallGoals != "[]" ? call.CallGoals : call.Script?.CallGoals ?? "[]",
            call.Variables,
            call.VoicemailMessage);
    }
}
