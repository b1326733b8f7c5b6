using System.Diagnostics;
using CallPlatform.Core.Contacts;
using CallPlatform.Core.Data;
using CallPlatform.Core.Dialing;
using CallPlatform.Core.Metrics;
using CallPlatform.Core.Organizations;
using CallPlatform.Core.Scripts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Calls;

/// <summary>What a person asks for when they place a call. With <c>AuditData</c> the audit log hears of it in the call's own transaction.</summary>
public sealed record CallOrder(
    Guid ContactId, Guid UserId, string AssistantId, string PhoneNumberId, Guid? ScriptId, string? CustomPrompt, string? FirstMessage,
    string CallGoals, string Metadata, string? AuditData = null);

/// <summary>Why an order was not taken.</summary>
public enum OrderRefusal
{
    UnknownContact, UnknownScript, MaxActiveCalls,
}

/// <summary>The placed call, or why there is none.</summary>
/// <param name="CallId">The call that was made.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Limit">With <see cref="OrderRefusal.MaxActiveCalls"/>: how many calls the user may have.</param>
/// <param name="Call">As it was stored with the provider's answer, its contact and script with it; null when there was no answer in time, or a refusal.</param>
public sealed record PlacedOrder(Guid? CallId, OrderRefusal? Refusal, int Limit = 0, Call? Call = null);

/// <summary>
/// Places a person's call: the row and its attempt are committed, then the provider is asked at once. The person waits for the
/// answer at most <see cref="DialingOptions.PersonWaitSeconds"/>; the request itself goes on.
/// Cost besides the provider's own time: six round trips to PostgreSQL (a seventh with a script), two of them commits.
/// </summary>
public sealed class CallPlacer(
    CallPlatformDbContext db, CurrentOrganization organization, CallTransaction transaction, DialStarter starter, DialFactsReader facts, Dialer dialer, DialsUnderWay underWay,
    IOptions<DialingOptions> options, TimeProvider clock)
{
    public async Task<PlacedOrder> PlaceAsync(CallOrder order, string provider, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        var (placed, started, ordered) = await transaction.RunAsync(token => CommitAsync(order, provider, token), ct);
        if (started is null)
        {
            return placed;
        }

        var dial = underWay.Track(dialer.SendAsync(started));
        await Task.WhenAny(dial, Task.Delay(options.Value.PersonWait, clock, ct));
        if (!dial.IsCompletedSuccessfully || await dial is not { } stored)
        {
            return placed;
        }

        (stored.Contact, stored.Script) = (ordered!.Contact, ordered.Script);
        return placed with { Call = stored };
    }

    private async Task<(PlacedOrder Placed, StartedDial? Started, Call? Call)> CommitAsync(CallOrder order, string provider, CancellationToken ct)
    {
        var (limits, contact, book) = await ReadAsync(order, ct);
        if (contact is null)
        {
            return (new PlacedOrder(null, OrderRefusal.UnknownContact), null, null);
        }

        db.Attach(contact);

        Script? script = null;
        if (order.ScriptId is { } scriptId)
        {
            script = await db.Scripts.AsTracking().FirstOrDefaultAsync(s => s.Id == scriptId && s.DeletedAt == null, ct);
            if (script is null)
            {
                return (new PlacedOrder(null, OrderRefusal.UnknownScript), null, null);
            }
        }

        if (limits.Open >= limits.Limit)
        {
            return (new PlacedOrder(null, OrderRefusal.MaxActiveCalls, limits.Limit), null, null);
        }

        var call = NewCall(order, provider, contact, limits.TimeZone);
        call.Contact = contact;
        call.Script = script;
        db.Calls.Add(call);
        if (order.AuditData is { } data)
        {
            db.AuditLog.Add(AuditEntry.Of(call.OrganizationId, order.UserId, "calls.place", "calls", call.Id, call.CreatedAt, data));
        }

        transaction.Append(call, CallEventKinds.Created, "person", call.CreatedAt);
        transaction.Count(call, default);
        var started = starter.Start([call], book);
        return (new PlacedOrder(call.Id, null), started.Dials().FirstOrDefault(), call);
    }

    /// <summary>
    /// Holds the user and the organisation's dial limits until the transaction ends, then counts. One order of a user at a time: two at
    /// once would both see a free place. Statements of their own, since the count must see what was committed while they waited. The
    /// contact and what the rule looks at come with the same round trip.
    /// </summary>
    private async Task<(OpenCalls Limits, Contact? Contact, FactBook Facts)> ReadAsync(CallOrder order, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.Add("select pg_advisory_xact_lock(hashtextextended($1, 1))", order.UserId.ToString());
        DialFactsReader.HoldLimits(batch, organization.Id);
        batch.Add(
            """
            select coalesce(u.max_active_calls, o.max_active_calls), o.time_zone,
              (select count(*)::int from calls where created_by = $1 and call_type = 'direct'
                 and status in ('ready', 'queued', 'initiated', 'ringing', 'in-progress'))
            from organizations o left join users u on u.id = $1
            where o.id = $2
            """,
            order.UserId, organization.Id);
        batch.Add("select id, organization_id, name, phone, time_zone from contacts where id = $1 and deleted_at is null", order.ContactId);
        facts.AddCommands(batch, organization.Id, order.ContactId);
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.NextResultAsync(ct);
        await rows.NextResultAsync(ct);
        await rows.ReadAsync(ct);
        var limits = new OpenCalls(rows.GetInt32(0), rows.GetString(1), rows.GetInt32(2));
        await rows.NextResultAsync(ct);
        var contact = await rows.ReadAsync(ct)
            ? new Contact
            {
                Id = rows.GetGuid(0), OrganizationId = rows.GetGuid(1), Name = rows.GetString(2), Phone = rows.GetString(3),
                TimeZone = rows.IsDBNull(4) ? null : rows.GetString(4),
            }
            : null;
        await rows.NextResultAsync(ct);
        return (limits, contact, await facts.FillAsync(rows, ct));
    }

    private Call NewCall(CallOrder order, string provider, Contact contact, string timeZone)
    {
        var now = clock.GetUtcNow();
        return new Call
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = contact.OrganizationId,
            ContactId = contact.Id,
            ScriptId = order.ScriptId,
            CreatedBy = order.UserId,
            CallType = CallTypes.Direct,
            Provider = provider,
            AgentRef = order.AssistantId,
            FromRef = order.PhoneNumberId,
            ToNumber = contact.Phone,
            CustomPrompt = order.CustomPrompt,
            FirstMessage = order.FirstMessage,
            CallGoals = order.CallGoals,
            Metadata = order.Metadata,
            DueAt = now,
            Priority = CallPriority.Person,
            CountedOn = OrganizationClock.DayOf(now, timeZone),
            TraceParent = Activity.Current?.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private sealed record OpenCalls(int Limit, string TimeZone, int Open);
}
