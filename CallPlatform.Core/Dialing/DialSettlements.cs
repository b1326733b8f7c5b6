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
    public Task<Call?> SettleAsync(StartedDial dial, DialAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(dial);
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Accepted is not { } accepted)
        {
            return FailAsync(dial, answer.Failure!);
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

        var settled = new Accepted(accepted with { AttemptId = dial.Outbound.AttemptId, TraceParent = Activity.Current?.Id }, dial.Known, new TaskCompletionSource<Call?>(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Writer.TryWrite(settled);
        return settled.Stored.Task;
    }

    private async Task<Call?> FailAsync(StartedDial dial, ProviderException failure)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().Set(dial.OrganizationId);
        await scope.ServiceProvider.GetRequiredService<DialSettlement>().SettleAsync(dial.Outbound.CallId, dial.Outbound.AttemptId, failure, CancellationToken.None);
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
        catch (Exception) when (group.Count > 1 || group[0].Known is not null)
        {
            // One bad apple: each is tried alone, so that only its own caller hears of it. What was known of the rows carries marks of the failed try.
            foreach (var one in group)
            {
                await StoreAsync([one with { Known = null }]);
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
            "dial settled", ActivityKind.Internal, parentId: group[0].Signal.TraceParent,
            links: group.Skip(1).Where(a => a.Signal.TraceParent is not null).Select(a => new ActivityLink(ActivityContext.Parse(a.Signal.TraceParent!, null))));
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentOrganization>().SetAll();
        var intake = scope.ServiceProvider.GetRequiredService<SignalIntake>();
        return await scope.ServiceProvider.GetRequiredService<CallTransaction>().RunAsync(
            token => intake.ApplyAsync(group.ConvertAll(a => a.Signal), [.. group.Select(a => a.Known).OfType<KnownCall>()], token), CancellationToken.None);
    }

    private sealed record Accepted(ReportedSignal Signal, KnownCall? Known, TaskCompletionSource<Call?> Stored);
}
