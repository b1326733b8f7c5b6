using CallPlatform.Core.Dialing;

namespace CallPlatform.Worker.Loops;

/// <summary>Finds out what became of dials without an answer.</summary>
internal sealed class DialRecoveryLoop(DialRecovery recovery, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct) => await recovery.RunAsync(ct) > 0;

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(1), clock, ct);
}
