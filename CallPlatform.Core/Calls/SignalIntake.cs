using System.Diagnostics;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Calls;

/// <summary>
/// Brings signals to their calls: finds and locks the rows, lets <see cref="CallLifecycle.Apply"/> decide, appends events and
/// counts. Runs inside a <see cref="CallTransaction"/>. A batch costs two round trips before it is saved (one when
/// the calls are known, none for a single known one), however many calls it touches.
/// </summary>
public sealed class SignalIntake(
    CallPlatformDbContext db, CallTransaction transaction, IEnumerable<ICallReaction> reactions,
    IOptions<DialingOptions> dialing, IOptions<StaleCallOptions> stale, TimeProvider clock)
{
    /// <summary>Applies the signals, in order, and says which call each one found.</summary>
    public Task<SignalOutcome> ApplyAsync(IReadOnlyList<ReportedSignal> signals, CancellationToken ct) => ApplyAsync(signals, [], ct);

    /// <summary>The same for signals whose calls the caller knows, one each: what nobody changed meanwhile is not read
    /// again. A single one that somebody did change fails when it is saved.</summary>
    public async Task<SignalOutcome> ApplyAsync(IReadOnlyList<ReportedSignal> signals, IReadOnlyList<KnownCall> known, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(known);
        if (signals.Count == 0)
        {
            return new SignalOutcome([], new Dictionary<ReportedSignal, Call>());
        }

        var (attempts, calls) = known.Count == signals.Count ? await LoadAsync(known, ct) : await LoadAsync(signals, ct);
        var changes = new Dictionary<Guid, CallChange>();
        var homes = new Dictionary<ReportedSignal, Call>(ReferenceEqualityComparer.Instance);
        foreach (var reported in signals)
        {
            var attempt = attempts.FirstOrDefault(a => a.Id == reported.AttemptId)
                ?? attempts.FirstOrDefault(a => a.Provider == reported.Provider && a.ProviderCallId == reported.ProviderCallId && reported.ProviderCallId is not null);
            var call = calls.FirstOrDefault(c => attempt is not null ? c.Id == attempt.CallId : IsOfCall(c, reported));
            if (call is { ErasedAt: null })
            {
                homes[reported] = call;
                transaction.TraceParent = signals.Count > 1 ? reported.TraceParent : null;
                LinkTo(call);
                Apply(call, attempt, reported, changes);
            }
        }

        transaction.TraceParent = null;

        var changed = changes.Values.Where(c => c.Before != c.After).ToList();
        foreach (var reaction in reactions)
        {
            await reaction.ReactAsync(changed, ct);
        }

        return new SignalOutcome(changed, homes);
    }

    private static bool IsOfCall(Call call, ReportedSignal reported) =>
        call.Provider == reported.Provider && call.State.ProviderCallId == reported.ProviderCallId && reported.ProviderCallId is not null;

    // A webhook begins a trace of its own, since providers do not pass ours on: the link leads back to the request that made the call.
    private static void LinkTo(Call call)
    {
        if (Activity.Current is { IsAllDataRequested: true } current && call.TraceParent is { } origin
            && !origin.Contains(current.TraceId.ToHexString(), StringComparison.Ordinal) && ActivityContext.TryParse(origin, null, isRemote: true, out var context))
        {
            current.AddLink(new ActivityLink(context));
        }
    }

    private async Task<(List<DialAttempt> Attempts, List<Call> Calls)> LoadAsync(IReadOnlyList<ReportedSignal> signals, CancellationToken ct)
    {
        var attemptIds = signals.Where(s => s.AttemptId is not null).Select(s => s.AttemptId!.Value).Distinct().ToArray();
        var providerIds = signals.Where(s => s.ProviderCallId is not null).Select(s => s.ProviderCallId!).Distinct().ToArray();
        var providers = signals.Select(s => s.Provider).Distinct().ToArray();

        // Locks always go call first, in order of id; attempts are read under their call's lock.
        // Mostly it is one signal of a known attempt, for which PostgreSQL need not plan anew each time.
        FormattableString one = $"""
            select id from calls where id in (
              select call_id from dial_attempts where id = {signals[0].AttemptId}
              union select call_id from dial_attempts where provider = {signals[0].Provider} and provider_call_id = {signals[0].ProviderCallId}
              union select id from calls where provider = {signals[0].Provider} and provider_call_id = {signals[0].ProviderCallId})
            order by id for update
            """;
        FormattableString many = $"""
            select id from calls where id in (
              select call_id from dial_attempts where id = any({attemptIds})
              union select call_id from dial_attempts where provider = any({providers}) and provider_call_id = any({providerIds})
              union select id from calls where provider = any({providers}) and provider_call_id = any({providerIds}))
            order by id for update
            """;
        var ids = await db.Database.SqlQuery<Guid>(signals.Count == 1 ? one : many).ToListAsync(ct);
        return ids.Count == 0 ? ([], []) : await LoadAsync(ids, ct);
    }

    private async Task<(List<DialAttempt> Attempts, List<Call> Calls)> LoadAsync(IReadOnlyList<KnownCall> known, CancellationToken ct)
    {
        if (known is [var only])
        {
            // Not even locked: its version guards it. If somebody was faster, saving fails, and the caller tries again without it.
            Attach(only);
            return ([only.Attempt], [only.Call]);
        }

        var versions = new Dictionary<Guid, uint>();
        await using (var batch = db.CreateBatch())
        {
            batch.Add("select id, xmin from calls where id = any($1) order by id for update", known.Select(k => k.Call.Id).ToArray());
            await using var rows = await batch.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                versions[rows.GetGuid(0)] = rows.GetFieldValue<uint>(1);
            }
        }

        var fresh = known.Where(k => versions.GetValueOrDefault(k.Call.Id) == k.Version).ToList();
        fresh.ForEach(Attach);
        List<Guid> others = [.. versions.Keys.Except(fresh.Select(k => k.Call.Id))];
        var (attempts, calls) = others.Count == 0 ? ([], []) : await LoadAsync(others, ct);
        return ([.. attempts, .. fresh.Select(k => k.Attempt)], [.. calls, .. fresh.Select(k => k.Call)]);
    }

    private void Attach(KnownCall known)
    {
        var call = db.Entry(known.Call);
        call.Property<uint>(CallConfiguration.Version).CurrentValue = known.Version;
        call.State = EntityState.Unchanged;
        db.Entry(known.Attempt).State = EntityState.Unchanged;
    }

    private async Task<(List<DialAttempt> Attempts, List<Call> Calls)> LoadAsync(List<Guid> ids, CancellationToken ct)
    {
        // Calls and attempts in one round trip: nearly every call has one attempt, so hardly a row is sent twice.
        var found = ids is [var id] ? db.Calls.AsTracking().Where(c => c.Id == id) : db.Calls.AsTracking().Where(c => ids.Contains(c.Id));
        var rows = await found
            .LeftJoin(db.DialAttempts, c => c.Id, a => a.CallId, (call, attempt) => new { Call = call, Attempt = attempt })
            .ToListAsync(ct);
        var calls = rows.Select(r => r.Call).DistinctBy(c => c.Id).ToDictionary(c => c.Id);
        return ([.. rows.Where(r => r.Attempt is not null).Select(r => r.Attempt!).OrderByDescending(a => a.Number)], [.. ids.Where(calls.ContainsKey).Select(id => calls[id])]);
    }

    private void Apply(Call call, DialAttempt? attempt, ReportedSignal reported, Dictionary<Guid, CallChange> changes)
    {
        var now = clock.GetUtcNow();
        var signal = reported.Signal with
        {
            Attempt = attempt?.Number ?? call.State.Attempt,
            ProviderCallId = reported.Signal.ProviderCallId ?? reported.ProviderCallId,
        };
        UpdateAttempt(call, attempt, signal, now);

        var before = call.State;
        var tally = CallTally.Of(call);
        call.State = CallLifecycle.Apply(before, signal);
        if (signal.Source is SignalSource.Webhook or SignalSource.Poll or SignalSource.DialAnswer)
        {
            call.HeardAt = now;
        }

        Schedule(call, now);
        transaction.Count(call, tally);
        if (call.State == before)
        {
            return;
        }

        call.UpdatedAt = now;
        changes[call.Id] = new CallChange(
            call,
            changes.TryGetValue(call.Id, out var earlier) ? earlier.Before : before,
            [.. earlier?.Signals ?? [], signal]);
        Narrate(call, before, signal);
    }

    private void UpdateAttempt(Call call, DialAttempt? attempt, CallSignal signal, DateTimeOffset now)
    {
        if (attempt is null)
        {
            return;
        }

        // Any word of the provider's proves that it has the call, whatever became of its answer to our request.
        if (signal.ProviderCallId is not null && attempt.State is DialAttemptState.Sending or DialAttemptState.Unknown)
        {
            attempt.State = DialAttemptState.Sent;
            attempt.ProviderCallId = signal.ProviderCallId;
            attempt.AnsweredAt ??= now;
            attempt.NextLookupAt = null;
        }

        if (signal.Status is { } status && status.IsTerminal() && signal.Source is not SignalSource.Person)
        {
            attempt.State = attempt.State == DialAttemptState.Sent ? DialAttemptState.Ended : attempt.State;
            attempt.Status = status.Name();
            attempt.EndedReason = signal.EndedReason ?? attempt.EndedReason;
            attempt.ErrorMessage = signal.ErrorMessage ?? attempt.ErrorMessage;
        }

        if (signal.Cost is { } cost && cost > (attempt.Cost ?? 0))
        {
            transaction.CountCost(call, cost - (attempt.Cost ?? 0));
            attempt.Cost = cost;
        }
    }

    // The slot is a lease: whoever falls silent is asked, then given up.
    private void Schedule(Call call, DateTimeOffset now)
    {
        if (call.State.Status.IsActive())
        {
            call.NextPollAt = now + stale.Value.SyncAfter;
            call.DeadlineAt ??= now + dialing.Value.LongestCall;
        }
        else if (call.State.Status.IsTerminal())
        {
            call.NextPollAt = null;
            call.DeadlineAt = null;
            call.DueAt = null;
            call.WaitReason = null;
            call.WaitUntil = null;
        }
    }

    private void Narrate(Call call, CallState before, CallSignal signal)
    {
        var source = signal.Source switch
        {
            SignalSource.Webhook => "webhook",
            SignalSource.Poll => "poll",
            SignalSource.DialAnswer => "dial",
            SignalSource.Person => "person",
            _ => "platform",
        };
        if (call.State.Status != before.Status || call.State.Attempt != before.Attempt)
        {
            transaction.Append(call, CallEventKinds.StatusChanged, source, signal.At, CallEventData.OfStatus(call, before));
        }
        else if (call.State.ReportReceived && !before.ReportReceived)
        {
            transaction.Append(call, CallEventKinds.Report, source, signal.At);
        }

        transaction.Announce(call);
    }
}

/// <summary>What a batch of signals did.</summary>
/// <param name="Changes">The calls they changed.</param>
/// <param name="Homes">The call that each signal was applied to; a signal that is missing here found none.</param>
public sealed record SignalOutcome(IReadOnlyList<CallChange> Changes, IReadOnlyDictionary<ReportedSignal, Call> Homes);
