using System.Diagnostics;
using CallPlatform.Core.Campaigns;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Metrics;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Calls;

/// <summary>
/// One change of calls, whole: the rows, their events, the roll-ups folded into one upsert, the commit, and only then the
/// announcement on the bus.
/// </summary>
public sealed class CallTransaction(CallPlatformDbContext db, IEventBus bus, TallyBook tallies, TimeProvider clock)
{
    private readonly List<BusEvent> announcements = [];
    private readonly List<Action> measurements = [];

    /// <summary>W3C trace context of what is being applied, where a batch brings several; else the current activity counts.</summary>
    public string? TraceParent { get; set; }

    /// <summary>Runs <paramref name="body"/>, saves what it changed and commits. Nothing is announced when it throws.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await body(ct);
        await db.SaveChangesAsync(ct);
        await tallies.WriteAsync(db, ct);
        FaultPoint.Reached("transaction.before_commit");
        await transaction.CommitAsync(ct);
        FaultPoint.Reached("transaction.committed");
        measurements.ForEach(measure => measure());
        measurements.Clear();
        var told = announcements.ToArray();
        announcements.Clear();
        await bus.PublishAsync(told, CancellationToken.None);
        return result;
    }

    /// <summary>Appends to the call's timeline, in this transaction.</summary>
    public void Append(Call call, string kind, string source, DateTimeOffset at, string data = "{}")
    {
        ArgumentNullException.ThrowIfNull(call);
        db.CallEvents.Add(new CallEvent
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = call.OrganizationId,
            CallId = call.Id,
            Kind = kind,
            Source = source,
            Status = call.State.Status.Name(),
            At = at,
            Data = data,
            TraceParent = TraceOf(call),
            CreatedAt = clock.GetUtcNow(),
        });
    }

    /// <summary>Announces the call's status once the change is committed.</summary>
    public void Announce(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        announcements.Add(new BusEvent(
            BusTopics.CallChanged, call.OrganizationId, call.Id, call.State.Status.Name(), call.CampaignId, clock.GetUtcNow(), TraceOf(call)));
    }

    /// <summary>Wakes a loop once the change is committed.</summary>
    public void Wake(string topic) => announcements.Add(BusEvent.Wake(topic, clock.GetUtcNow()));

    /// <summary>Counts the difference a change made; see <see cref="CallTally"/>.</summary>
    public void Count(Call call, CallTally before)
    {
        ArgumentNullException.ThrowIfNull(call);
        var difference = CallTally.Of(call) - before;
        tallies.Add(call.OrganizationId, call.CountedOn, difference);
        if (difference.Ended > 0)
        {
            var tags = new TagList { { "status", call.State.Status.Name() }, { "provider", call.Provider }, { "direction", call.Direction } };
            Measure(() => Telemetry.CallsEnded.Add(1, tags));
        }
    }

    /// <summary>Measures once the change is committed: what was rolled back did not happen.</summary>
    public void Measure(Action measure) => measurements.Add(measure);

    /// <summary>Counts what an attempt cost more than was known.</summary>
    public void CountCost(Call call, decimal difference)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!call.IsDemo)
        {
            tallies.Add(call.OrganizationId, call.CountedOn, new CallTally(0, 0, 0, 0, 0, 0, 0, difference));
            if (call.CampaignId is { } campaign)
            {
                tallies.AddMinute(campaign, call.OrganizationId, clock.GetUtcNow(), new MinuteTally(0, 0, 0, 0, 0, difference));
            }
        }
    }

    // What nobody asked for just now (a loop found the call due) goes on in the trace that made the call.
    private string? TraceOf(Call call) => TraceParent ?? Activity.Current?.Id ?? call.TraceParent;
}
