using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CallPlatform.Core;

/// <summary>
/// Places at which a test may kill the process: one at each commit and each exchange with a provider. Armed only by the environment variable
/// <c>CALLPLATFORM_KILL_AT</c>, a comma-separated list of names, <c>name:20</c> for the twentieth time; unarmed it costs one comparison.
/// </summary>
public static class FaultPoint
{
    private static readonly ConcurrentDictionary<string, int>? Armed = Read(Environment.GetEnvironmentVariable("CALLPLATFORM_KILL_AT"));

    public static void Reached(string name)
    {
        if (Armed is not null && Armed.ContainsKey(name) && Armed.AddOrUpdate(name, 0, (_, left) => left - 1) == 0)
        {
            Process.GetCurrentProcess().Kill(); // SIGKILL: nothing runs after it, as in a crash
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private static ConcurrentDictionary<string, int>? Read(string? names) => string.IsNullOrEmpty(names)
        ? null
        : new(names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(':'))
            .ToDictionary(parts => parts[0], parts => parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1));
}
