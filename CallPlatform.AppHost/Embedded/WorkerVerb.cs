using System.Diagnostics;
using System.Text.Json;

namespace CallPlatform.AppHost.Embedded;

/// <summary>A verb of the Worker that does one thing and ends: migrate, sample-data.</summary>
internal static class WorkerVerb
{
    /// <summary>Runs it with its output on the console; its last lines are the reason when it fails.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ServiceProgram program, string verb, IReadOnlyDictionary<string, string> environment, ConsoleLog log, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            WorkingDirectory = program.WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = ReadAsync(process.StandardOutput, verb, log);
            var error = ReadAsync(process.StandardError, verb, log);
            await process.WaitForExitAsync(ct);
            var lines = await output;
            if (process.ExitCode != 0)
            {
                var reason = (await error).Concat(lines).TakeLast(10);
                throw new LaunchException($"The Worker's verb {verb} failed with exit code {process.ExitCode}: {string.Join('\n', reason)}");
            }

            return lines;
        }
        catch (OperationCanceledException)
        {
            await UnixSignals.StopAsync(process, TimeSpan.FromSeconds(5));
            throw;
        }
    }

    /// <summary>The line of JSON by which <c>migrate</c> tells whom it made the first owner, if it says so.</summary>
    public static (string? OrganizationId, string? Username) FirstOwner(IReadOnlyList<string> output)
    {
        try
        {
            using var said = JsonDocument.Parse(output.LastOrDefault(line => line.StartsWith('{')) ?? "{}");
            return (Text(said, "organization_id"), Text(said, "username"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<List<string>> ReadAsync(StreamReader stream, string verb, ConsoleLog log)
    {
        var lines = new List<string>();
        while (await stream.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Add(line);
            log.Line(verb, line);
        }

        return lines;
    }
}
