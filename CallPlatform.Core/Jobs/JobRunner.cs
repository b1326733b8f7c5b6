using System.Diagnostics;
using CallPlatform.Core.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallPlatform.Core.Jobs;

/// <summary>Runs one claimed job in a scope of its own and settles it; a handler's failure never reaches the loop.</summary>
public sealed partial class JobRunner(
    IServiceScopeFactory scopes, JobHandlers handlers, JobQueue queue, TimeProvider clock, ILogger<JobRunner> log)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>True when the job succeeded and its row may go; otherwise it was settled here.</summary>
    public async Task<bool> RunAsync(Job job, CancellationToken ct)
    {
        using var activity = Telemetry.Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, job.TraceParent);
        activity?.SetTag("job.id", job.Id);
        FaultPoint.Reached("job.claimed");
        try
        {
            // Tried again, not given up: during an upgrade a newer Worker will take it.
            var type = handlers.Find(job.Kind)
                ?? throw new InvalidOperationException($"No handler for '{job.Kind}': is an older Worker running beside a newer one?");
            await using var scope = scopes.CreateAsyncScope();
            var organization = scope.ServiceProvider.GetRequiredService<CurrentOrganization>();
            if (job.OrganizationId is { } id)
            {
                organization.Set(id);
            }
            else
            {
                organization.SetAll();
            }

            var outcome = await ((IJobHandler)scope.ServiceProvider.GetRequiredService(type)).RunAsync(job, ct);
            FaultPoint.Reached("job.done");
            if (outcome.AgainAt is not { } again)
            {
                Telemetry.JobsFinished.Add(1, new KeyValuePair<string, object?>("kind", job.Kind), new("outcome", "done"));
                return true;
            }

            await SettleAsync(token => queue.ReturnAsync(job, again, null, countsAsAttempt: false, token));
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            await FailAsync(job, error, ct.IsCancellationRequested);
            return false;
        }
    }

    private async Task FailAsync(Job job, Exception error, bool stopping)
    {
        if (stopping && error is OperationCanceledException)
        {
            await SettleAsync(token => queue.ReturnAsync(job, clock.GetUtcNow(), null, countsAsAttempt: false, token));
        }
        else if (error is JobRejectedException || job.Attempts >= job.MaxAttempts)
        {
            LogDead(error, job.Kind, job.Id, job.Attempts);
            Telemetry.JobsFinished.Add(1, new KeyValuePair<string, object?>("kind", job.Kind), new("outcome", "dead"));
            await SettleAsync(token => queue.BuryAsync(job, Describe(error), token));
        }
        else
        {
            var dueAt = clock.GetUtcNow() + Backoff(job.Attempts);
            LogRetry(error, job.Kind, job.Id, job.Attempts);
            await SettleAsync(token => queue.ReturnAsync(job, dueAt, Describe(error), countsAsAttempt: true, token));
        }
    }

    // On its own short token: a shutdown must not lose the outcome. If it is lost all the same, the lease runs out.
    private async Task SettleAsync(Func<CancellationToken, Task> settle)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await settle(timeout.Token);
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or OperationCanceledException)
        {
            LogUnsettled(error);
        }
    }

    // Exponential with full jitter on the upper half, so that a thousand jobs of one outage do not return as one.
    private static TimeSpan Backoff(int attempts)
    {
        var full = Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 20)), LongestRetry.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    // Type and message only: a stack trace is for the log, and messages of ours carry ids, not people.
    private static string Describe(Exception error) =>
        $"{error.GetType().Name}: {(error.Message.Length > 500 ? error.Message[..500] : error.Message)}";

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Kind} {JobId} is dead after {Attempts} attempts.")]
    private partial void LogDead(Exception error, string kind, Guid jobId, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Kind} {JobId} failed at attempt {Attempts} and will be tried again.")]
    private partial void LogRetry(Exception error, string kind, Guid jobId, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job's outcome could not be stored; it runs again when its lease ends.")]
    private partial void LogUnsettled(Exception error);
}
