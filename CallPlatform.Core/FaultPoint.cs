using System.Diagnostics;

namespace CallPlatform.Core;

/// <summary>
/// Places at which a test may kill the process. Armed only by the environment variable <c>CALLPLATFORM_KILL_AT</c>, a
/// comma-separated list of names; unarmed it costs one comparison.
/// </summary>
public static class FaultPoint
{
    private static readonly HashSet<string>? Armed =
        Environment.GetEnvironmentVariable("CALLPLATFORM_KILL_AT")?.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    public static void Reached(string name)
    {
        if (Armed is not null && Armed.Contains(name))
        {
            Process.GetCurrentProcess().Kill(); // SIGKILL: nothing runs after it, as in a crash
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
