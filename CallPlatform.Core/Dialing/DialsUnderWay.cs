using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace CallPlatform.Core.Dialing;

/// <summary>Requests to providers that outlive the HTTP request that caused them; a stopping process waits for them a while.</summary>
public sealed class DialsUnderWay : IHostedService
{
    private readonly ConcurrentDictionary<Task, byte> tasks = new();

    public T Track<T>(T dial)
        where T : Task
    {
        ArgumentNullException.ThrowIfNull(dial);
        tasks[dial] = 0;
        _ = dial.ContinueWith(done => tasks.TryRemove(done, out _), TaskScheduler.Default);
        return dial;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What does not end in time is found by the recovery.
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(tasks.Keys), Task.Delay(Timeout.Infinite, cancellationToken));
}
