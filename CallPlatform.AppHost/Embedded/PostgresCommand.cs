using System.Diagnostics;

namespace CallPlatform.AppHost.Embedded;

/// <summary>Something about PostgreSQL that a person has to mend; the message is one sentence that says what.</summary>
internal sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

internal readonly record struct PostgresAnswer(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public string LastWords => (Error + Output).Trim().Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim() ?? $"exit code {ExitCode}";
}

/// <summary>Runs one of PostgreSQL's programs and waits for it, as another user where that is needed.</summary>
internal static class PostgresCommand
{
    private static readonly string[][] WaysToBeAnotherUser =
    [
        ["setpriv", "--reuid={0}", "--regid={0}", "--clear-groups", "--"],
        ["runuser", "-u", "{0}", "--"],
        ["sudo", "-n", "-u", "{0}", "--"],
    ];

    public static async Task<PostgresAnswer> RunAsync(
        IReadOnlyList<string> command,
        CancellationToken ct,
        string? input = null,
        string? password = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The caller's folder may be closed to the server's user, and the programs complain when they cannot enter it.
            WorkingDirectory = OperatingSystem.IsWindows() ? Path.GetTempPath() : "/",
        };

        // A PGHOST or PGDATA from the caller's shell means another server than this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C"; // their messages are compared with English ones
        if (password is not null)
        {
            start.Environment["PGPASSWORD"] = password;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await FeedAsync(process, input);
            await process.WaitForExitAsync(ct);

            // On Windows the server that pg_ctl starts inherits the pipes and keeps them open: what was said by now is enough.
            await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
            return new(process.ExitCode, Said(output), Said(error));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    /// <summary>What to put before a command so that it runs as <paramref name="user"/>; empty when it is us.</summary>
    public static async Task<IReadOnlyList<string>> PrefixForAsync(string? user, CancellationToken ct)
    {
        if (user is null)
        {
            return [];
        }

        foreach (var way in WaysToBeAnotherUser)
        {
            var prefix = way.Select(word => word.Replace("{0}", user, StringComparison.Ordinal)).ToList();
            try
            {
                if ((await RunAsync([.. prefix, "true"], ct)).Succeeded)
                {
                    return prefix;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // That program is not installed: the next one may be.
            }
        }

        throw new PostgresUnavailableException(
            $"PostgreSQL refuses to run as root and its user \"{user}\" cannot be used here: create it (useradd --system {user}) or start as a normal user.");
    }

    private static async Task FeedAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    private static string Said(Task<string> stream) => stream.IsCompletedSuccessfully ? stream.Result : "";
}
