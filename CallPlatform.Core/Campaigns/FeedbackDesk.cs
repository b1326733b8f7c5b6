using System.Text.Json.Nodes;
using CallPlatform.Contracts;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Campaigns;

public enum DeskOutcome
{
    Done, NotFound, UnderWay, NotScheduled,
}

/// <summary>What people do with a call besides dialling it: correct what its report says, plan it, delete it.</summary>
public sealed class FeedbackDesk(CallPlatformDbContext db, CallTransaction transaction, CallCanceller canceller, CallNow callNow, TimeProvider clock)
{
    public Task<DeskOutcome> EditAsync(Guid callId, FeedbackCallEdit edit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return transaction.RunAsync(
            async token =>
            {
                if (await db.LockAsync(callId, token) is not { } call)
                {
                    return DeskOutcome.NotFound;
                }

                if (edit.ScheduledTime.IsSet && call.State.Status != CallStatus.Ready)
                {
                    return DeskOutcome.NotScheduled;
                }

                Write(call, edit);
                return DeskOutcome.Done;
            },
            ct);
    }

    /// <summary>Takes a call out of every list and count; the audit log keeps what it was. A call under way is cancelled first, by a person.</summary>
    public Task<DeskOutcome> DeleteAsync(Guid callId, Guid byUser, CancellationToken ct) => transaction.RunAsync(
        async token =>
        {
            if (await db.LockAsync(callId, token) is not { } call)
            {
                return DeskOutcome.NotFound;
            }

            if (call.State.Status.IsActive())
            {
                return DeskOutcome.UnderWay;
            }

            Delete(call, byUser);
            return DeskOutcome.Done;
        },
        ct);

    /// <summary>Deletes a locked call that is not under way, within the caller's transaction.</summary>
    internal void Delete(Call call, Guid byUser)
    {
        var now = clock.GetUtcNow();
        db.AuditLog.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), OrganizationId = call.OrganizationId, UserId = byUser, Action = "call.deleted", SubjectType = "call",
            SubjectId = call.Id, Data = Snapshot(call).ToJsonString(), At = now,
        });
        if (call.IsOpen)
        {
            canceller.Cancel(call, byUser);
        }

        var tally = CallTally.Of(call);
        call.DeletedAt = now;
        call.UpdatedAt = now;
        transaction.Count(call, tally);
    }

    /// <summary>Puts many calls first in the queue; the dialer takes them as lines and rules allow. In bites, so that no lock is held for long.</summary>
    public async Task<BulkInitiateResponse> InitiateAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var accepted = 0;
        var skipped = new List<SkippedCall>();
        foreach (var bite in ids.Distinct().Chunk(200))
        {
            accepted += await transaction.RunAsync(
                async token =>
                {
                    var calls = await db.LockAsync($"select id from calls where id = any({bite}) order by id for update", token);
                    skipped.AddRange(bite.Except(calls.Select(c => c.Id)).Select(id => new SkippedCall(id, "not_found")));
                    var taken = 0;
                    foreach (var call in calls)
                    {
                        var refusal = call.IsDemo || call.Direction != "outbound" ? "not_found" : callNow.PutFirst(call);
                        taken += refusal is null ? 1 : 0;
                        if (refusal is not null)
                        {
                            skipped.Add(new SkippedCall(call.Id, refusal));
                        }
                    }

                    return taken;
                },
                ct);
            db.ChangeTracker.Clear();
        }

        return new BulkInitiateResponse(accepted, skipped);
    }

    private void Write(Call call, FeedbackCallEdit edit)
    {
        var edited = call.EditedFields.ToHashSet();
        void Set<T>(Optional<T> field, string name, Action<T> write)
        {
            if (field.IsSet)
            {
                write(field.Value);
                edited.Add(name);
            }
        }

        Set(edit.NpsScore, "nps_score", v => call.NpsScore = (short?)v);
        Set(edit.Tags, "tags", v => call.Tags = v ?? []);
        Set(edit.Notes, "notes", v => call.Notes = v);
        Set(edit.CallReason, "call_reason", v => call.CallReason = v);
        Set(edit.FeedbackSummary, "feedback_summary", v => call.FeedbackSummary = v);
        Set(edit.PositiveMentions, "positive_mentions", v => call.PositiveMentions = v ?? []);
        Set(edit.AreasToImprove, "areas_to_improve", v => call.AreasToImprove = v ?? []);
        Set(edit.OverallFeedback, "overall_feedback", v => call.OverallFeedback = v);
        call.EditedFields = [.. edited.Order()];
        if (edit.ScheduledTime.IsSet)
        {
            call.DueAt = edit.ScheduledTime.Value?.ToUniversalTime();
            call.WaitReason = null;
            call.WaitUntil = null;
            transaction.Announce(call);
            transaction.Wake(Events.BusTopics.CallsDue);
        }

        call.UpdatedAt = clock.GetUtcNow();
    }

    private static JsonObject Snapshot(Call call) => new()
    {
        ["call_type"] = call.CallType,
        ["status"] = call.State.Status.Name(),
        ["phone_number"] = call.ToNumber,
        ["customer_name"] = call.CustomerName,
        ["contact_id"] = call.ContactId?.ToString(),
        ["campaign_id"] = call.CampaignId?.ToString(),
        ["service_record_id"] = call.ServiceRecordId?.ToString(),
        ["attempts"] = call.Attempts,
        ["outcome"] = call.State.Outcome,
        ["nps_score"] = call.NpsScore,
        ["feedback_summary"] = call.FeedbackSummary,
        ["started_at"] = call.State.StartedAt,
        ["ended_at"] = call.State.EndedAt,
        ["created_at"] = call.CreatedAt,
    };
}
