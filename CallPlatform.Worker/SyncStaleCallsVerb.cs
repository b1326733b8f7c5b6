using CallPlatform.Core.Calls;

namespace CallPlatform.Worker;

/// <summary>The source system's management command: asks once after every silent call.</summary>
internal static class SyncStaleCallsVerb
{
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        var poller = services.GetRequiredService<StaleCallPoller>();
        var total = 0;
        int asked;
        do
        {
            asked = await poller.RunAsync(ct);
            total += asked;
        }
        while (asked > 0);

        Console.WriteLine($"Asked after {total} silent call{(total == 1 ? "" : "s")}.");
        return 0;
    }
}
