using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Calls;

/// <summary>
/// A call ended and its report did not come: providers send it once, some seconds to half a minute after the end, and not for
/// every call. The record is fetched once instead.
/// </summary>
internal sealed class AwaitReportJob(CallPlatformDbContext db, StaleCallPoller poller) : IJobHandler
{
    public static string Kind => "await_report";

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        var callId = Guid.Parse(JsonNode.Parse(job.Payload)!["call_id"]!.GetValue<string>());
        var call = await db.Calls.AsNoTracking().FirstOrDefaultAsync(c => c.Id == callId, ct);
        if (call is { State.ReportReceived: false } && await poller.SyncAsync(call, ct) is { } failure)
        {
            throw failure;
        }

        return JobOutcome.Done;
    }
}

/// <summary>Enqueues <see cref="AwaitReportJob"/> for calls that ended on a bare status.</summary>
internal sealed class AwaitReport(CallPlatformDbContext db, IOptions<StaleCallOptions> options, TimeProvider clock) : ICallReaction
{
    public Task ReactAsync(IReadOnlyList<CallChange> changes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var change in changes.Where(c => c.Ended && !c.After.ReportReceived && c.After.OutcomeRank == (short)FactRank.Bare && c.After.ProviderCallId is not null))
        {
            db.Jobs.Add(new Job
            {
                Id = Guid.CreateVersion7(),
                OrganizationId = change.Call.OrganizationId,
                Kind = AwaitReportJob.Kind,
                Payload = new JsonObject { ["call_id"] = change.Call.Id.ToString() }.ToJsonString(),
                DueAt = now + (options.Value.SyncAfter < LongestWait ? options.Value.SyncAfter : LongestWait),
                MaxAttempts = 5,
                TraceParent = Activity.Current?.Id,
                CreatedAt = now,
            });
        }

        return Task.CompletedTask;
    }

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
}
