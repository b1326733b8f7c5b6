using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Faults;

/// <summary>One platform for tests that say when Workers run. They keep to numbers and calls of their own.</summary>
public sealed class WorkerlessPlatform(TestDatabases databases) : IAsyncLifetime
{
    private readonly List<ServiceProcess> workers = [];

    internal Platform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await Platform.StartAsync(databases, withWorker: false, new Dictionary<string, string>
        {
            ["Dialing__RequestTimeoutSeconds"] = "2", ["StaleCalls__SyncAfterSeconds"] = "2", ["StaleCalls__FailAfterSeconds"] = "3600",
        });
        await Platform.AllowActiveCallsAsync(10_000);
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();

    /// <summary>Two Workers, started when the first test wants them.</summary>
    internal async Task<IReadOnlyList<ServiceProcess>> WorkersAsync()
    {
        if (workers.Count == 0)
        {
            workers.AddRange([Platform.StartWorker(), Platform.StartWorker()]);
            await Task.WhenAll(workers.Select(w => w.HealthyAsync()));
        }

        return workers;
    }

    internal async Task NoWorkersAsync()
    {
        await Task.WhenAll(workers.Select(w => w.KillAsync()));
        workers.Clear();
    }

    /// <summary>Waits until no delivery waits.</summary>
    internal Task InboxEmptyAsync() => Eventually.SeesAsync(
        () => Platform.QueryAsync<long>("set app.organization = '*'; select count(*) from webhook_inbox where state = 'received'"), left => left == 0, "the inbox is worked off");
}

[CollectionDefinition(nameof(WorkerlessPlatform))]
public sealed class WorkerlessPlatformTests : ICollectionFixture<WorkerlessPlatform>;
