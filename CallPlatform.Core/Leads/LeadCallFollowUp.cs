using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Messages;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallPlatform.Core.Leads;

/// <summary>
/// Whatever changes a lead's call, its log follows in the same save: status, outcome, the lead's step to <c>contacted</c>, the agent's flag, and
/// the second agent. It stands on the save itself, since calls change at many places and none of them may forget the log.
/// </summary>
internal sealed class LeadCallFollowUp(TallyBook tallies, ProviderHealth health, TimeProvider clock) : SaveChangesInterceptor
{
    /// <summary>Refusals that a setting of ours mends; no phone rang and every other call would be refused as well.</summary>
    private static readonly HashSet<string> SettingErrors = ["bad_key", "unknown_agent", "config", "payment_required", "forbidden"];

    private static readonly string[] BeforeContact = [LeadStatuses.New, LeadStatuses.Warm, LeadStatuses.Hot];

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is CallPlatformDbContext db)
        {
            var calls = db.ChangeTracker.Entries<Call>()
                .Where(e => e.State == EntityState.Modified && e.Entity.CallType == CallTypes.Lead).Select(e => e.Entity).ToDictionary(c => c.Id);
            if (calls.Count > 0)
            {
                await FollowAsync(db, calls, cancellationToken);
            }
        }

        return result;
    }

    private async Task FollowAsync(CallPlatformDbContext db, Dictionary<Guid, Call> calls, CancellationToken ct)
    {
        // Whoever saves a call holds its row's lock, and its log changes only here.
        var ids = calls.Keys.ToArray();
        var logs = await db.AiCallLogs.AsTracking().Where(l => l.CallId != null && ids.Contains(l.CallId.Value)).OrderBy(l => l.Id).ToListAsync(ct);
        foreach (var log in logs)
        {
            var call = calls[log.CallId!.Value];
            var (before, project, agent) = (AgentTally.Of(log), log.ProjectId, log.AgentId);
            await TakeOverAsync(db, call, log, ct);
            await ReachedProviderAsync(db, call, log, ct);
            var ended = Describe(call, log);
            if (ended && SettingErrors.Contains(call.State.ErrorCode ?? "") && call.State.Status == CallStatus.Failed)
            {
                await FlagAgentAsync(db, call, log, ct);
            }

            if (ended && call.State.Status.IsMissed() && log.Claims)
            {
                await SendMessageJob.EnqueueAsync(db, call, clock.GetUtcNow(), ct);
            }

            Count(log, before, project, agent);
        }
    }

    private void Count(AiCallLog log, AgentTally before, Guid? project, Guid? agent)
    {
        var after = AgentTally.Of(log);
        if (agent == log.AgentId)
        {
            tallies.Of<LeadTally>().Add(log, project, agent, after - before);
            return;
        }

        tallies.Of<LeadTally>().Add(log, project, agent, default(AgentTally) - before);
        tallies.Of<LeadTally>().Add(log, log.ProjectId, log.AgentId, after);
    }

    /// <summary>Writes on the log how the call stands; true when it has just ended.</summary>
    private bool Describe(Call call, AiCallLog log)
    {
        var state = call.State;
        log.Booked = state.Outcome == "booked";
        log.Converted = log.Booked || state.Outcome == "successful";
        if (!state.Status.IsTerminal())
        {
            return false;
        }

        var status = state.Status switch
        {
            CallStatus.Completed => AiCallStatuses.Connected,
            CallStatus.NoAnswer or CallStatus.Busy or CallStatus.Voicemail => AiCallStatuses.NoAnswer,
            _ => AiCallStatuses.Failed,
        };
        var reason = state.Status == CallStatus.Cancelled ? state.ErrorCode ?? "cancelled" : state.ErrorCode ?? (status == AiCallStatuses.NoAnswer ? state.Status.Name() : null);
        var ended = log.CompletedAt is null || log.Status != status || log.Reason != reason;
        (log.Status, log.Reason, log.ErrorMessage) = (status, reason, state.ErrorMessage);
        log.CompletedAt = state.EndedAt ?? clock.GetUtcNow();
        log.UpdatedAt = clock.GetUtcNow();
        return ended;
    }

    private async Task ReachedProviderAsync(CallPlatformDbContext db, Call call, AiCallLog log, CancellationToken ct)
    {
        if (call.State.ProviderCallId is not { } providerCallId || log.ProviderCallId == providerCallId)
        {
            return;
        }

        log.ProviderCallId = providerCallId;
        log.UpdatedAt = clock.GetUtcNow();
        if (await db.Leads.AsTracking().FirstOrDefaultAsync(l => l.Id == log.LeadId, ct) is { } lead && BeforeContact.Contains(lead.Status))
        {
            // As of the try, not of our hearing of it: what the talk brought is dated by its end, and must not look older than this.
            new LeadDesk(db, tallies, clock).Move(lead, LeadStatuses.Contacted, "call", call.State.QueuedAt ?? clock.GetUtcNow(), call.Id);
        }
    }

    /// <summary>
    /// A call that waits because its provider is down surely rings nowhere: every try so far is known not to have rung, or it would not be
    /// due again. So another agent may take it, once.
    /// </summary>
    private async Task TakeOverAsync(CallPlatformDbContext db, Call call, AiCallLog log, CancellationToken ct)
    {
        if (call.State.Status != CallStatus.Ready || call.WaitReason != DialReason.ProviderDown || log.TookOver || log.ProjectId is not { } projectId)
        {
            return;
        }

        var project = await db.Projects.FirstOrDefaultAsync(p => p.Id == projectId, ct);
        if (project is not { AllowSecondAgent: true, IsActive: true, DeletedAt: null })
        {
            return;
        }

        var now = clock.GetUtcNow();
        var others = await db.AiAgents.Where(a => a.ProjectId == projectId && a.IsActive && a.DeletedAt == null && a.FlaggedAt == null && a.Provider != call.Provider).ToListAsync(ct);
        others.RemoveAll(a => health.DownUntil(a.Provider) > now);
        if ((AgentChoice.Of(log.LeadId, others) ?? others.OrderBy(a => a.Id).FirstOrDefault()) is not { } second)
        {
            return;
        }

        (call.Provider, call.AgentRef, call.FromRef) = (second.Provider, second.AgentId, second.FromRef);
        (call.DueAt, call.WaitReason, call.WaitUntil) = (now, null, null);
        (log.AgentId, log.Provider, log.TookOver) = (second.Id, second.Provider, true);
        log.UpdatedAt = now;
        db.CallEvents.Add(new CallEvent
        {
            Id = Guid.CreateVersion7(), OrganizationId = call.OrganizationId, CallId = call.Id, Kind = CallEventKinds.Waiting, Source = "platform",
            Status = call.State.Status.Name(), At = now, CreatedAt = now, Data = CallEventData.OfReason("second_agent", now, second.Name),
        });
    }

    /// <summary>The setting must be corrected by a person: the agent gets no more leads, its waiting calls wait, and this person may be called anew.</summary>
    private async Task FlagAgentAsync(CallPlatformDbContext db, Call call, AiCallLog log, CancellationToken ct)
    {
        log.Claims = false;
        await AgentFlags.SetAsync(db, log.AgentId!.Value, call, clock.GetUtcNow(), ct);
    }
}
