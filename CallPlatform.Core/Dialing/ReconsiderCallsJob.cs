using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// A setting changed: calls that wait for what it decides are due now, so that the rule is asked again. In bites, for a hundred
/// thousand may wait.
/// </summary>
internal sealed class ReconsiderCallsJob(CallPlatformDbContext db, IEventBus bus, TimeProvider clock) : IJobHandler
{
    private const int Bite = 1000;

    // Waits for a line, a retry's time or a provider end by themselves.
    private static readonly string[] Reasons =
    [
        DialReason.OutsideWindow, DialReason.Holiday, DialReason.Disabled, DialReason.Budget, DialReason.UnknownTimeZone,
        DialReason.BrokenSchedule, DialReason.RecentContact, DialReason.Suppressed,
    ];

    public static string Kind => "reconsider_calls";

    /// <param name="organizationId">Whose calls.</param>
    /// <param name="scope">The campaign or project whose rules changed; null for the organisation's.</param>
    /// <param name="now">When.</param>
    public static Job For(Guid organizationId, Guid? scope, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = organizationId,
        Kind = Kind,
        Payload = new JsonObject { ["scope"] = scope?.ToString() }.ToJsonString(),
        DueAt = now,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var scope = JsonNode.Parse(job.Payload)!["scope"]?.GetValue<string>() is { } text ? Guid.Parse(text) : (Guid?)null;
        var now = clock.GetUtcNow();
        int moved;
        do
        {
            moved = await db.Database.ExecuteSqlAsync(
                $"""
                update calls set due_at = {now} where id in (
                  select id from calls where organization_id = {job.OrganizationId} and status = 'ready' and wait_reason = any({Reasons})
                    and due_at > {now} and ({scope}::uuid is null or campaign_id = {scope} or project_id = {scope})
                  limit {Bite} for update skip locked)
                """,
                ct);
            await bus.PublishAsync([BusEvent.Wake(BusTopics.CallsDue, now)], CancellationToken.None);
        }
        while (moved == Bite);
        return JobOutcome.Done;
    }
}
