namespace CallPlatform.AppHost.Embedded;

/// <summary>
/// Under <c>dotnet run</c> the person's process is the parent. When that is killed (not asked to stop, which it passes on),
/// the launcher would go on unseen; this notices. Started in any other way, losing the parent means nothing.
/// </summary>
internal static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task WhenDotNetRunDiesAsync(CancellationToken ct)
    {
        var parent = OperatingSystem.IsLinux() ? Parent() : null;
        if (parent is null || !IsDotNetRun(parent))
        {
            await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        while (!ct.IsCancellationRequested && Parent() == parent)
        {
            await Task.Delay(Interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // /proc/self/stat: pid (name) state parent …; the name may contain spaces and brackets.
    private static string? Parent()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
    }

    private static bool IsDotNetRun(string pid)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return Path.GetFileNameWithoutExtension(words[0]) == "dotnet" && words.Skip(1).FirstOrDefault() is "run" or "watch";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
