using System.Diagnostics;
using System.Threading.Channels;
using CallPlatform.Core.Calls;
using CallPlatform.Core.Data;
using CallPlatform.Core.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace CallPlatform.Core.Dialing;

/// <summary>
/// Stores what providers answered. Acceptances that come while others are being stored go together: one transaction for all of them,
/// so that a busy dialer pays for one commit in many. A lone one goes at once.
/// </summary>
public sealed class DialSettlements(IServiceScopeFactory scopes)
{
    private const int Writers = 2;
    private const int Largest = 64;

    private readonly Channel<Accepted> waiting = Channel.CreateUnbounded<Accepted>();
    private int started;

    /// <summary>Completes once the answer is committed, and throws what the storing threw. The call as it was stored; null when the provider did not take it.</summary>
    public Task<Call?> SettleAsync(Guid organizationId, Guid callId, Guid attemptId, DialAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Accepted is not { } accepted)
        {
            return FailAsync(organizationId, callId, attemptId, answer.Failure!);
        }

        if (Interlocked.Exchange(ref started, 1) == 0)
        {
            // The writers live as long as the process: they must not carry the first caller's trace.
            using (ExecutionContext.SuppressFlow())
            {
                for (var i = 0; i < Writers; i++)
                {
                    _ = Task.Run(WriteAsync);
                }
            }
        }

        var settled = new Accepted(accepted with { AttemptId = attemptId }, Activity.Current?.Id, new TaskCompletionSource<Call?>(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Writer.TryWrite(settled);
        return settled.Stored.Task;
    }

    private async Task<Call?> FailAsync(Guid organizationId, Guid callId, Guid attemptId, ProviderException failure)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(organizationId);
        await scope.ServiceProvider.GetRequiredService<DialSettlement>().SettleAsync(callId, attemptId, failure, CancellationToken.None);
        return null;
    }

    private async Task WriteAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var group = new List<Accepted>();
            while (group.Count < Largest && waiting.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            await StoreAsync(group);
        }
    }

    private async Task StoreAsync(List<Accepted> group)
    {
        if (group.Count == 0)
        {
            return; // the other writer was faster
        }

        try
        {
            var stored = await ApplyAsync(group);
            group.ForEach(one => one.Stored.SetResult(stored.Homes.GetValueOrDefault(one.Signal)));
        }
        catch (Exception) when (group.Count > 1)
        {
            // One bad apple: each is tried alone, so that only its own caller hears of it.
            foreach (var one in group)
            {
                await StoreAsync([one]);
            }
        }
        catch (Exception error)
        {
            group[0].Stored.SetException(error);
        }
    }

    private async Task<SignalOutcome> ApplyAsync(List<Accepted> group)
    {
        using var activity = Telemetry.Source.StartActivity(
            "dial settled", ActivityKind.Internal, parentId: group[0].TraceParent,
            links: group.Skip(1).Where(a => a.TraceParent is not null).Select(a => new ActivityLink(ActivityContext.Parse(a.TraceParent!, null))));
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var intake = scope.ServiceProvider.GetRequiredService<SignalIntake>();
        return await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(
            token => intake.ApplyAsync(group.ConvertAll(a => a.Signal), token), CancellationToken.None);
    }

    private sealed record Accepted(ReportedSignal Signal, string? TraceParent, TaskCompletionSource<Call?> Stored);
}
