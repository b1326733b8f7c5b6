using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Events;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Providers;
using CallPlatform.Core.Visits;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.Analysis;

/// <summary>
/// Begins tasks and ends them. Webhook, poll and synchronous answer all come here, in any order and any number, and end the same:
/// the first result is taken in, its repetitions change nothing, a result after a failure is still a result.
/// </summary>
public sealed class TaskDesk(
    CallPlatformDbContext db, CallTransaction transaction, SignalIntake intake, KnownFacts facts, TranscriptBook transcripts, AnalysisBook analyses,
    VisitBook visits, TimeProvider clock)
{
    private const int MostAttempts = 5;
    private readonly List<ReportedSignal> told = [];
    private readonly List<string> polled = [];

    /// <summary>Adds a task with the job that hands it over. In the caller's transaction.</summary>
    public AnalysisTask Begin(Guid organizationId, string provider, string kind, Guid? callId, Guid? sessionId)
    {
        var task = TaskStarter.Add(db, provider, kind, organizationId, callId, sessionId, clock.GetUtcNow());
        transaction.Wake(BusTopics.JobsDue);
        return task;
    }

    /// <summary>Takes what providers said, in a transaction of its own. Null for an answer whose task is unknown.</summary>
    public Task<IReadOnlyList<AnalysisTask?>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken ct) =>
        transaction.RunAsync(token => ApplyAsync(settlements, token), ct);

    /// <summary>Takes what providers said, in the caller's transaction.</summary>
    public async Task<IReadOnlyList<AnalysisTask?>> ApplyAsync(IReadOnlyList<Settlement> settlements, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        var ids = settlements.Select(s => s.TaskId).OfType<Guid>().ToArray();
        var externals = settlements.Select(s => s.ExternalId).OfType<string>().ToArray();
        var subjects = settlements.Select(s => s.SubjectId).OfType<Guid>().ToArray();

        // Calls first, then their leads, then tasks, each in order of id: as everywhere else.
        var calls = await LockCallsAsync([.. settlements.Where(s => s.Answer.State == AnalysisStates.Completed)], ct);
        var locked = await db.Database.SqlQuery<Guid>($"""
            select id from analysis_tasks
            where id = any({ids}) or external_id = any({externals}) or call_id = any({subjects}) or session_id = any({subjects})
            order by id for update
            """).ToListAsync(ct);
        var tasks = await db.AnalysisTasks.AsTracking().Where(t => locked.Contains(t.Id)).OrderBy(t => t.Id).ToListAsync(ct);
        var found = new List<AnalysisTask?>(settlements.Count);
        foreach (var settlement in settlements)
        {
            var task = Find(tasks, settlement);
            found.Add(task);

            // An earlier try's failure, told again after the next has begun, says nothing about the next.
            var late = task is { Attempts: > 0, ExternalId: null } && settlement is { TaskId: null, Answer.State: AnalysisStates.Failed };
            if (task is not null && !late)
            {
                await SettleAsync(task, settlement.Answer, task.CallId is { } id ? calls.GetValueOrDefault(id) : null, ct);
            }
        }

        await TellAsync(ct);
        await ForgetPollsAsync(ct);
        return found;
    }

    // A task whose end was told is asked after no more.
    private async Task ForgetPollsAsync(CancellationToken ct)
    {
        if (polled.Count > 0)
        {
            var (kind, keys) = (PollAnalysisTaskJob.Kind, polled.ToArray());
            await db.Database.ExecuteSqlAsync($"delete from jobs where kind = {kind} and key = any({keys}) and state = 'ready'", ct);
            polled.Clear();
        }
    }

    // Only a result touches its call; that work has begun or failed is the task's own matter.
    private async Task<Dictionary<Guid, Call>> LockCallsAsync(List<Settlement> results, CancellationToken ct)
    {
        if (results.Count == 0)
        {
            return [];
        }

        var ids = results.Select(s => s.TaskId).OfType<Guid>().ToArray();
        var externals = results.Select(s => s.ExternalId).OfType<string>().ToArray();
        var subjects = results.Select(s => s.SubjectId).OfType<Guid>().ToArray();
        var callIds = await db.AnalysisTasks
            .Where(t => t.CallId != null && (ids.Contains(t.Id) || externals.Contains(t.ExternalId) || subjects.Contains(t.CallId.Value)))
            .Select(t => t.CallId!.Value).Distinct().ToArrayAsync(ct);
        var calls = await db.LockAsync($"select id from calls where id = any({callIds}) order by id for update", ct);
        await facts.ReadAsync(calls, ct);
        return calls.ToDictionary(c => c.Id);
    }

    // By our id, else by the provider's; else it is the subject's latest of that kind, begun and not yet named.
    private static AnalysisTask? Find(List<AnalysisTask> tasks, Settlement settlement) =>
        tasks.Find(t => t.Id == settlement.TaskId)
        ?? tasks.Find(t => settlement.ExternalId is not null && t.ExternalId == settlement.ExternalId && t.Provider == settlement.Provider)
        ?? tasks.FindLast(t => settlement.SubjectId is { } subject && t.SubjectId == subject && t.Kind == settlement.Kind && t.Provider == settlement.Provider);

    private async Task SettleAsync(AnalysisTask task, AnalysisAnswer answer, Call? call, CancellationToken ct)
    {
        if (task.State == AnalysisStates.Completed)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (task.State == AnalysisStates.Processing && answer.State != AnalysisStates.Processing)
        {
            polled.Add(TaskJobs.KeyOf(task));
        }

        task.UpdatedAt = now;
        task.ExternalId = answer.ExternalId ?? task.ExternalId;
        switch (answer.State)
        {
            case AnalysisStates.Completed:
                task.State = AnalysisStates.Completed;
                task.FinishedAt = now;
                task.ErrorCode = task.ErrorMessage = null;
                await CompleteAsync(task, answer.Document ?? "{}", call, ct);
                break;
            case AnalysisStates.Failed:
                await FailAsync(task, answer, now, ct);
                break;
            default:
                if (task.State == AnalysisStates.Waiting)
                {
                    task.State = AnalysisStates.Processing;
                    task.SentAt = now;
                    db.Jobs.Add(TaskJobs.Of(PollAnalysisTaskJob.Kind, task, now + PollAnalysisTaskJob.First, now));
                    transaction.Wake(BusTopics.JobsDue);
                }

                break;
        }
    }

    private async Task CompleteAsync(AnalysisTask task, string document, Call? call, CancellationToken ct)
    {
        if (task.SessionId is { } session)
        {
            foreach (var next in await visits.StoreAsync(session, task, document, ct))
            {
                Begin(task.OrganizationId, task.Provider, next, null, session);
            }

            return;
        }

        if (call is null)
        {
            return;
        }

        if (task.Kind == AnalysisKinds.Transcription)
        {
            if (await transcripts.StoreAsync(call, task.Provider, task.Id, document, ct) is { } text)
            {
                Note(call, new CallSignal
                {
                    Source = SignalSource.Platform, Rank = FactRank.Record, Attempt = call.State.Attempt, At = clock.GetUtcNow(), Transcript = text,
                });
                Begin(task.OrganizationId, task.Provider, AnalysisKinds.Analysis, call.Id, null);
            }
        }
        else if (await analyses.StoreAsync(call, task.Provider, task.Id, document, ct) is { } found)
        {
            Note(call, new CallSignal
            {
                Source = SignalSource.Platform, Rank = FactRank.Record, Attempt = call.State.Attempt, At = clock.GetUtcNow(),
                Summary = found.Summary, Outcome = found.BookingStatus,
            });
        }
    }

    // Lists and timelines show what was said and what came of it, whoever found it out: the batch's calls hear of it together.
    private void Note(Call call, CallSignal signal)
    {
        if (call.State.ProviderCallId is { } id)
        {
            told.Add(new ReportedSignal(call.Provider, id, null, signal));
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        if (told.Count > 0)
        {
            await intake.ApplyAsync(told.ToList(), ct);
            told.Clear();
        }
    }

    private async Task FailAsync(AnalysisTask task, AnalysisAnswer answer, DateTimeOffset now, CancellationToken ct)
    {
        task.ErrorCode = answer.ErrorCode;
        task.ErrorMessage = answer.ErrorMessage;
        if (answer.Retryable && task.Attempts < MostAttempts && task.State != AnalysisStates.Failed)
        {
            Restart(task, answer.RetryAfter ?? TimeSpan.FromSeconds(5 * Math.Pow(2, task.Attempts)));
            return;
        }

        task.State = AnalysisStates.Failed;
        task.FinishedAt = now;
        if (task.SessionId is { } session)
        {
            await visits.FailAsync(session, answer.ErrorMessage ?? answer.ErrorCode ?? "The analysis failed.", ct);
        }
    }

    /// <summary>Hands a tracked task over anew.</summary>
    public void Restart(AnalysisTask task, TimeSpan pause)
    {
        ArgumentNullException.ThrowIfNull(task);
        var now = clock.GetUtcNow();
        task.State = AnalysisStates.Waiting;
        task.ExternalId = null;
        task.Attempts++;
        task.Polls = 0;
        task.FinishedAt = null;
        task.UpdatedAt = now;
        db.Jobs.Add(TaskJobs.Of(StartAnalysisTaskJob.Kind, task, now + pause, now));
        transaction.Wake(BusTopics.JobsDue);
    }
}
