using CallPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace CallPlatform.Core.SampleData;

/// <summary>Tells how far a job is, waits for what the platform itself does next, and ends when somebody wants the opposite.</summary>
internal sealed class SampleProgress(OrganizationScopes scopes, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Writes the step down. Throws <see cref="SampleDataUnwantedException"/> when the filling was called off.</summary>
    public async Task SayAsync(Guid organizationId, string step, int done, int total, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var changed = await scopes.ReadAsync(organizationId, db => db.SampleData.Where(r => r.State == SampleDataStates.Filling)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Step, step).SetProperty(r => r.Done, done).SetProperty(r => r.Total, total)
                .SetProperty(r => r.UpdatedAt, now), ct));
        if (changed == 0)
        {
            throw new SampleDataUnwantedException();
        }
    }

    /// <summary>Waits until <paramref name="count"/> has come to <paramref name="total"/>, or has not moved for minutes.</summary>
    /// <exception cref="InvalidOperationException">It stood still; <paramref name="hint"/> says where to look.</exception>
    public async Task UntilAsync(
        Guid organizationId, string step, int total, Func<CallPlatformDbContext, Task<int>> count, string hint, CancellationToken ct)
    {
        var (seen, movedAt) = (-1, clock.GetUtcNow());
        while (true)
        {
            var done = await scopes.ReadAsync(organizationId, count);
            if (done != seen)
            {
                (seen, movedAt) = (done, clock.GetUtcNow());
            }

            await SayAsync(organizationId, step, Math.Min(done, total), total, ct);
            if (done >= total)
            {
                return;
            }

            if (clock.GetUtcNow() - movedAt > Patience)
            {
                throw new InvalidOperationException($"{step}: {done} of {total}, and nothing more for {Patience.TotalMinutes:0} minutes. {hint}");
            }

            await Task.Delay(Look, clock, ct);
        }
    }
}

/// <summary>Somebody asked for the sample data to be removed while it was being made.</summary>
internal sealed class SampleDataUnwantedException : Exception;
