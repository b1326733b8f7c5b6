using System.Diagnostics;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Leads;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Inbound;

/// <summary>
/// Keeps the queue of people who reached nobody: a missed call enters it, any later talk with the person takes it out, and where the
/// organisation wants it the assistant calls back, as any call inside the rules of dialling.
/// </summary>
internal sealed class MissedCalls(
    CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, LeadDesk locks, TimeProvider clock) : ICallReaction
{
    private static readonly TimeSpan TooOldToCallBack = TimeSpan.FromHours(24);

    public async Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        var missed = changes.Where(c => IsMissed(c.Call) && !IsMissed(c.Call, c.Before)).Select(c => c.Call).ToList();
        var talked = changes.Where(c => c.After.Status == CallStatus.Completed && c.Before.Status != CallStatus.Completed).Select(c => c.Call).ToList();
        var failedBacks = changes.Where(c => c.Ended && c.Call.CallType == CallTypes.CallBack && c.After.Status != CallStatus.Completed).Select(c => c.Call).ToList();
        if (talked.Count > 0)
        {
            await RecoverAsync(talked, ct);
        }

        if (missed.Count > 0)
        {
            await QueueAsync(missed, ct);
        }

        if (failedBacks.Count > 0)
        {
            await ReopenAsync([.. failedBacks.Select(c => c.Id)], ct);
        }
    }

    private static bool IsMissed(Call call) => IsMissed(call, call.State);

    // A silence that we concluded ourselves is no missed call: the provider may yet report a talk.
    private static bool IsMissed(Call call, CallState state) =>
        call is { Direction: "inbound", IsDemo: false } && call.ToNumber != InboundIntake.Anonymous
        && state.Status is CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail && state.OutcomeRank >= (short)FactRank.Record;

    private async Task RecoverAsync(List<Call> talked, CancellationToken ct)
    {
        var phones = talked.Select(c => c.ToNumber).Distinct().ToArray();
        var organizations = talked.Select(c => c.OrganizationId).Distinct().ToArray();
        var waiting = await db.MissedCalls.AsTracking()
            .Where(m => organizations.Contains(m.OrganizationId) && phones.Contains(m.Phone) && (m.State == "open" || m.State == "calling_back"))
            .ToListAsync(ct);
        var calledOff = new List<Guid>();
        foreach (var row in waiting)
        {
            var answer = talked.FirstOrDefault(c => c.OrganizationId == row.OrganizationId && c.ToNumber == row.Phone
                && (c.Id == row.CallId || TalkedAt(c) >= row.MissedAt));
            if (answer is null)
            {
                continue;
            }

            row.State = "recovered";
            row.ResolvedAt = clock.GetUtcNow();
            row.Note = answer.Id == row.CallId ? "It was answered after all." : $"Talked to in call {answer.Id}.";
            if (row.CallBackId is { } back && back != answer.Id)
            {
                calledOff.Add(back);
            }
        }

        foreach (var call in calledOff.Count == 0 ? [] : await db.LockAsync(
            $"select id from calls where id = any({calledOff.ToArray()}) and status = 'ready' order by id for update", ct))
        {
            canceller.Cancel(call, null);
        }
    }

    private async Task QueueAsync(List<Call> missed, CancellationToken ct)
    {
        // Two events of one person may be worked on by two processes, and only one may place the call back.
        await locks.LockAsync(missed.Select(c => $"callback:{c.OrganizationId:N}:{c.ToNumber}"), ct);
        var ids = missed.Select(c => c.Id).ToArray();
        var known = await db.MissedCalls.Where(m => ids.Contains(m.CallId)).Select(m => m.CallId).ToListAsync(ct);
        var organizations = missed.Select(c => c.OrganizationId).Distinct().ToArray();
        var people = missed.Select(c => c.ContactId).OfType<Guid>().Distinct().ToArray();
        var rules = await db.InboundSettings.Where(s => organizations.Contains(s.OrganizationId)).ToDictionaryAsync(s => s.OrganizationId, ct);
        var zones = await db.Organizations.Where(o => organizations.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.TimeZone, ct);
        var talks = await db.Calls
            .Where(c => c.ContactId != null && people.Contains(c.ContactId.Value) && c.State.Status == CallStatus.Completed && c.State.StartedAt != null)
            .Select(c => new { c.ContactId, c.State.StartedAt }).ToListAsync(ct);

        // What this very batch has told of is in the context, not yet in the table.
        talks.AddRange(db.Calls.Local
            .Where(c => c.ContactId is { } contact && people.Contains(contact) && c.State is { Status: CallStatus.Completed, StartedAt: not null })
            .Select(c => new { c.ContactId, c.State.StartedAt }));
        foreach (var call in missed.Where(c => !known.Contains(c.Id)))
        {
            var at = call.State.EndedAt ?? call.CreatedAt;
            var since = talks.Any(t => t.ContactId == call.ContactId && t.StartedAt >= at);
            var row = new MissedCall
            {
                CallId = call.Id,
                OrganizationId = call.OrganizationId,
                ContactId = call.ContactId,
                LeadId = call.LeadId,
                Phone = call.ToNumber,
                MissedAt = at,
                State = since ? "recovered" : "open",
                ResolvedAt = since ? clock.GetUtcNow() : null,
                Note = since ? "Talked to since." : null,
                CreatedAt = clock.GetUtcNow(),
            };
            db.MissedCalls.Add(row);
            if (!since && rules.GetValueOrDefault(call.OrganizationId) is { CallBackMissed: true, CallBackAssistantId: not null } rule)
            {
                await CallBackAsync(row, rule, zones[call.OrganizationId], ct);
            }
        }
    }

    private async Task CallBackAsync(MissedCall row, InboundSettings rule, string zone, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (row.MissedAt < now - TooOldToCallBack)
        {
            return;
        }

        // Whoever called three times is called back once.
        var under = db.MissedCalls.Local.FirstOrDefault(m => m.OrganizationId == row.OrganizationId && m.Phone == row.Phone && m.State == "calling_back")
            ?? await db.MissedCalls.FirstOrDefaultAsync(m => m.OrganizationId == row.OrganizationId && m.Phone == row.Phone && m.State == "calling_back", ct);
        row.State = "calling_back";
        row.CallBackId = under?.CallBackId ?? Place(row, rule, zone, now).Id;
    }

    private Call Place(MissedCall row, InboundSettings rule, string zone, DateTimeOffset now)
    {
        var call = new Call
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = row.OrganizationId,
            ContactId = row.ContactId,
            LeadId = row.LeadId,
            CallType = CallTypes.CallBack,
            Provider = "vapi",
            AgentRef = rule.CallBackAssistantId,
            FromRef = rule.CallBackPhoneNumberId,
            ToNumber = row.Phone,
            Name = "Call back",
            Metadata = $$"""{"missed_call_id": "{{row.CallId}}"}""",
            DueAt = now.AddMinutes(rule.CallBackDelayMinutes),
            Priority = CallPriority.Lead,
            MaxAttempts = 2,
            CountedOn = OrganizationClock.DayOf(now, zone),
            TraceParent = Activity.Current?.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Calls.Add(call);
        transaction.Append(call, CallEventKinds.Created, "platform", now, CallEventData.OfReason("missed_call"));
        transaction.Count(call, default);
        transaction.Wake(BusTopics.CallsDue);
        return call;
    }

    private async Task ReopenAsync(Guid[] callBacks, CancellationToken ct)
    {
        foreach (var row in await db.MissedCalls.AsTracking()
            .Where(m => m.State == "calling_back" && m.CallBackId != null && callBacks.Contains(m.CallBackId.Value)).ToListAsync(ct))
        {
            row.State = "open";
            row.Note = "The call back reached nobody.";
        }
    }

    private static DateTimeOffset TalkedAt(Call call) => call.State.EndedAt ?? call.State.StartedAt ?? call.CreatedAt;
}
