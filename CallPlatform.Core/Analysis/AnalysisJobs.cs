using System.Diagnostics;
using System.Text.Json.Nodes;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Analysis;

/// <summary>What both jobs of a task carry: which one, and which try of it.</summary>
internal static class TaskJobs
{
    public static Job Of(string kind, AnalysisTask task, DateTimeOffset dueAt, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = task.OrganizationId,
        Kind = kind,
        Key = KeyOf(task),
        Payload = new JsonObject { ["task_id"] = task.Id.ToString(), ["attempt"] = task.Attempts }.ToJsonString(),
        DueAt = dueAt,
        MaxAttempts = 12,
        TraceParent = Activity.Current?.Id,
        CreatedAt = now,
    };

    /// <summary>One open job of each kind a try.</summary>
    public static string KeyOf(AnalysisTask task) => $"{task.Id:N}:{task.Attempts}";

    /// <summary>The job's task, unless another try of it has begun since.</summary>
    public static async Task<AnalysisTask?> FindAsync(CallPlatformDbContext db, Job job, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var id = Guid.Parse(payload["task_id"]!.GetValue<string>());
        var attempt = payload["attempt"]!.GetValue<int>();
        return await db.AnalysisTasks.FirstOrDefaultAsync(t => t.Id == id && t.Attempts == attempt, ct);
    }
}

/// <summary>Hands a task to its provider.</summary>
internal sealed class StartAnalysisTaskJob(
    CallPlatformDbContext db, TaskDesk desk, TaskOrders orders, IEnumerable<IAnalysisProvider> providers, TimeProvider clock) : IJobHandler
{
    public static string Kind => "start_analysis_task";

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        if (await TaskJobs.FindAsync(db, job, ct) is not { State: AnalysisStates.Waiting } task)
        {
            return JobOutcome.Done;
        }

        var provider = providers.First(p => p.Name == task.Provider);
        AnalysisAnswer answer;
        try
        {
            answer = await provider.StartAsync(await orders.OfAsync(task, ct), ct);
        }
        catch (ProviderException error) when (error.Failure != ProviderFailure.Rejected && job.Attempts < job.MaxAttempts)
        {
            // It asked for a pause, or is not well: its own time counts for no failure.
            if (error.RetryAfter is { } pause)
            {
                return JobOutcome.Again(clock.GetUtcNow() + pause);
            }

            throw;
        }
        catch (Exception error) when (error is ProviderException or JobRejectedException)
        {
            var code = error is ProviderException refused ? refused.Code : "not_possible";
            await desk.SettleAsync([Settlement.Of(task, new AnalysisAnswer { State = AnalysisStates.Failed, ErrorCode = code, ErrorMessage = error.Message })], ct);
            throw new JobRejectedException(error.Message, error);
        }

        if (answer is { State: AnalysisStates.Failed, Retryable: true } && job.Attempts < job.MaxAttempts)
        {
            return answer.RetryAfter is { } pause
                ? JobOutcome.Again(clock.GetUtcNow() + pause)
                : throw new ProviderException(task.Provider, ProviderFailure.Retryable, answer.ErrorMessage ?? "It asked to be asked again.");
        }

        await desk.SettleAsync([Settlement.Of(task, answer with { Retryable = false })], ct);
        return answer.State == AnalysisStates.Failed
            ? throw new JobRejectedException($"{answer.ErrorCode}: {answer.ErrorMessage}")
            : JobOutcome.Done;
    }
}

/// <summary>Asks after a task whose webhook has not come: 5 seconds, then twice as long each time up to 10 minutes, for 24 hours.</summary>
internal sealed class PollAnalysisTaskJob(
    CallPlatformDbContext db, TaskDesk desk, IEnumerable<IAnalysisProvider> providers, TimeProvider clock) : IJobHandler
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    public static string Kind => "poll_analysis_task";

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken ct)
    {
        if (await TaskJobs.FindAsync(db, job, ct) is not { State: AnalysisStates.Processing } task)
        {
            return JobOutcome.Done;
        }

        var now = clock.GetUtcNow();
        AnalysisAnswer answer;
        try
        {
            answer = await providers.First(p => p.Name == task.Provider).GetAsync(TaskOrders.Plain(task), ct);
        }
        catch (ProviderException)
        {
            answer = new AnalysisAnswer { State = AnalysisStates.Processing };
        }

        if (answer.State == AnalysisStates.Processing)
        {
            if (now - (task.SentAt ?? task.CreatedAt) > GivenUpAfter)
            {
                answer = new AnalysisAnswer { State = AnalysisStates.Failed, ErrorCode = "timeout", ErrorMessage = "No result within 24 hours." };
            }
            else
            {
                await db.AnalysisTasks.Where(t => t.Id == task.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Polls, t => t.Polls + 1), ct);
                var pause = First * Math.Pow(2, Math.Min(task.Polls + 1, 10));
                return JobOutcome.Again(now + (pause < Longest ? pause : Longest));
            }
        }

        await desk.SettleAsync([Settlement.Of(task, answer)], ct);
        return answer is { State: AnalysisStates.Failed, Retryable: false }
            ? throw new JobRejectedException($"{answer.ErrorCode}: {answer.ErrorMessage}")
            : JobOutcome.Done;
    }
}

/// <summary>Puts together what a provider needs for a task.</summary>
internal sealed class TaskOrders(
    CallPlatformDbContext db, IEnumerable<IRecordingSource> sources, OutboundUrlGuard guard, Visits.VisitAudio visits)
{
    /// <summary>What a question about the task needs.</summary>
    public static AnalysisOrder Plain(AnalysisTask task) => new(task.OrganizationId, task.Kind, task.SubjectId, task.SessionId is not null);

    public async Task<AnalysisOrder> OfAsync(AnalysisTask task, CancellationToken ct)
    {
        var order = Plain(task);
        if (task.Kind == AnalysisKinds.Transcription)
        {
            var url = task.SessionId is { } session ? await visits.UrlAsync(session, ct) : await RecordingAsync(task.CallId!.Value, ct);
            return await guard.CheckAsync(url, ct, weRead: false) is { } refusal
                ? throw new JobRejectedException($"The recording's address may not be read: {refusal}")
                : order with { AudioUrl = url };
        }

        return order with
        {
            Transcript = task.SessionId is { } visit
                ? await db.VisitAnalyses.Where(a => a.SessionId == visit).Select(a => a.Transcript).FirstOrDefaultAsync(ct)
                : await db.CallTranscripts.Where(t => t.CallId == task.CallId).Select(t => t.Text).FirstOrDefaultAsync(ct),
        };
    }

    private async Task<string> RecordingAsync(Guid callId, CancellationToken ct)
    {
        var call = await db.Calls.Where(c => c.Id == callId)
            .Select(c => new { c.Provider, c.State.ProviderCallId, c.State.RecordingUrl }).FirstOrDefaultAsync(ct);
        if (call?.RecordingUrl is not { } url)
        {
            throw new JobRejectedException("The call has no recording.");
        }

        var source = sources.FirstOrDefault(s => s.Name == call.Provider);
        return source is null || call.ProviderCallId is null ? url : await source.ResolveAsync(call.ProviderCallId, url, ct);
    }
}
