using CallPlatform.Core.Calls;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>What a call leaves behind for later ones: an opt-out suppresses the number, a booking holds the robot, an end frees a line.</summary>
internal sealed class AfterCall(CallPlatformDbContext db, CallTransaction transaction, TimeProvider clock) : ICallReaction
{
    public async Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        foreach (var change in changes)
        {
            var call = change.Call;

            // The person is to_number in both directions; from_number is a line of ours. Who hides the number has none.
            var person = call.ToNumber;
            if (call.IsDemo || !person.StartsWith('+'))
            {
                continue;
            }

            if (change.After.Outcome == CallOutcomes.DoNotCall && change.Before.Outcome != CallOutcomes.DoNotCall)
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into suppressions (organization_id, phone, reason, source, call_id, created_at)
                    values ({call.OrganizationId}, {person}, 'asked during a call', {SuppressionSources.Call}, {call.Id}, {clock.GetUtcNow()})
                    on conflict (organization_id, phone) do update set expires_at = null
                    """,
                    ct);
            }

            if (change.After.Outcome == CallOutcomes.Booked && change.Before.Outcome != CallOutcomes.Booked)
            {
                await HumanContact.NoteAsync(db, call.OrganizationId, person, HumanContact.Booking, clock.GetUtcNow(), ct);
            }
        }

        if (changes.Any(c => c.Ended))
        {
            transaction.Wake(Events.BusTopics.CallsDue);
        }
    }
}
