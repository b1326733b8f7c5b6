using CallPlatform.Core.Campaigns;

namespace CallPlatform.Worker.Loops;

/// <summary>Makes ready calls of service records whose time has come, and looks after running campaigns and budgets.</summary>
internal sealed class CampaignLoop(ServiceRecordCalls records, CampaignKeeper keeper, TimeProvider clock, ILogger<Loop> log) : Loop(clock, log)
{
    private readonly TimeProvider clock = clock;

    public override async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var made = await records.RunAsync(ct);
        await keeper.RunAsync(ct);
        return made > 0;
    }

    protected override Task IdleAsync(CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(2), clock, ct);
}
