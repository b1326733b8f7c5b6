using CallPlatform.Core.Data;
using CallPlatform.Core.SampleData;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Worker;

/// <summary>Asks for sample data, or for its removal, in the first organisation, and shows how the running Worker gets on with it.</summary>
internal static class SampleDataVerb
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WorkerPatience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(IServiceProvider services, bool remove, CancellationToken ct)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var organization = await InScopeAsync(services, null, s => s.GetRequiredService<CallPlatformDbContext>().Organizations
            .OrderBy(o => o.CreatedAt).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(ct));
        if (organization is not { } id)
        {
            await Console.Error.WriteLineAsync("There is no organisation yet: run the verb migrate first.");
            return 1;
        }

        var refusal = await InScopeAsync(services, id, s => remove
            ? s.GetRequiredService<SampleDataDesk>().RemoveAsync(id, null, ct)
            : s.GetRequiredService<SampleDataDesk>().FillAsync(id, null, ct));
        if (refusal is { } reason)
        {
            await Console.Error.WriteLineAsync(SampleDataDesk.Explain(reason).Detail);
            return 1;
        }

        string? said = null;
        var movedAt = clock.GetUtcNow();
        while (true)
        {
            var run = await InScopeAsync(services, id, s => s.GetRequiredService<SampleDataDesk>().FindAsync(ct));
            var text = run is null ? "The sample data is removed." : run.Total > 0 ? $"{run.Step}: {run.Done} of {run.Total}" : run.Step;
            if (text != said)
            {
                Console.WriteLine(said = text);
                movedAt = clock.GetUtcNow();
            }

            switch (run?.State)
            {
                case null when remove:
                case SampleDataStates.Filled:
                    return 0;
                case null:
                case SampleDataStates.Removing when !remove:
                    Console.WriteLine("Somebody had it removed meanwhile.");
                    return 1;
                case SampleDataStates.Failed:
                    await Console.Error.WriteLineAsync(run.Error ?? run.Step);
                    return 1;
                default:
                    break;
            }

            if (clock.GetUtcNow() - movedAt > WorkerPatience && run!.Done == 0)
            {
                await Console.Error.WriteLineAsync("Nothing moves: is the Worker running? It goes on when the Worker does.");
                return 1;
            }

            await Task.Delay(Look, clock, ct);
        }
    }

    private static async Task<T> InScopeAsync<T>(IServiceProvider services, Guid? organization, Func<IServiceProvider, Task<T>> step)
    {
        await using var scope = services.CreateAsyncScope();
        var current = scope.ServiceProvider.GetRequiredService<CurrentOrganization>();
        if (organization is { } id)
        {
            current.Set(id);
        }
        else
        {
            current.SetAll();
        }

        return await step(scope.ServiceProvider);
    }
}
