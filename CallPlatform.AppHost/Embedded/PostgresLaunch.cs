using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CallPlatform.AppHost.Embedded;

/// <summary>One start of a server: its port, its settings, and what its log says when it does not come up.</summary>
internal sealed class PostgresLaunch(PostgresPrograms programs, PostgresFolder folder, PostgresClusterOptions options)
{
    private const int Attempts = 8;
    private const long LargestLog = 20 * 1024 * 1024;

    private string LogFile => folder.File("postgres.log");

    private string PortFile => folder.File("port");

    /// <summary>Starts on the <paramref name="promised"/> port, which others were already told; only a first start may choose.</summary>
    public async Task<int> StartAsync(int? promised, CancellationToken ct)
    {
        var fixedPort = promised ?? options.Port;
        var port = fixedPort ?? RememberedPort() ?? FreePort();
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryAsync(port, ct);
            if (failure is null)
            {
                await File.WriteAllTextAsync(PortFile, port.ToString(CultureInfo.InvariantCulture), ct);
                return port;
            }

            var portTaken = failure.Contains("could not bind", StringComparison.Ordinal);
            if (portTaken && fixedPort is not null && promised is null)
            {
                throw new PostgresUnavailableException($"Port {port} is taken, so PostgreSQL cannot listen there: choose another one.");
            }

            // The helpers of a killed server hold its memory, and perhaps its port, until they notice and end.
            var mayPass = portTaken || failure.Contains("is still in use", StringComparison.Ordinal);
            if (!mayPass || attempt == Attempts)
            {
                throw new PostgresUnavailableException($"PostgreSQL did not start on port {port}: {LastReason(failure)} (its log: {LogFile})");
            }

            if (portTaken && fixedPort is null)
            {
                port = FreePort();
                continue;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250 * attempt), ct);
        }
    }

    private async Task<string?> TryAsync(int port, CancellationToken ct)
    {
        var log = new FileInfo(LogFile);
        if (log.Exists && log.Length > LargestLog)
        {
            log.Delete();
        }

        await WriteSettingsAsync(port, ct);
        var before = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        string[] start = [programs["pg_ctl"], "start", "-D", folder.Data, "-l", LogFile, "-w", "-t", "300"];
        var answer = await PostgresCommand.RunAsync([.. folder.RunAs, .. start], ct);
        return answer.Succeeded ? null : answer.Error + LoggedSince(before);
    }

    private async Task WriteSettingsAsync(int port, CancellationToken ct)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            // A socket's path is limited to about 100 characters, which a data folder may exceed; loopback TCP is enough.
            ["unix_socket_directories"] = "",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["synchronous_commit"] = "on",
            ["wal_compression"] = "on",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
        };
        if (await SupportsAsync("default_toast_compression", "lz4", ct))
        {
            settings["default_toast_compression"] = "lz4";
        }

        foreach (var (name, value) in options.ExtraSettings)
        {
            settings[name] = value;
        }

        var lines = settings.Select(s => $"{s.Key} = '{s.Value.Replace("'", "''", StringComparison.Ordinal)}'");
        var file = Path.Combine(folder.Data, PostgresInitialization.SettingsFile);
        await File.WriteAllLinesAsync(file, ["# Written at every start; put your own settings into postgresql.conf below the include.", .. lines], ct);
        folder.GiveToServer(file);
    }

    // lz4 is a choice of whoever compiled PostgreSQL, and an unknown value keeps the server from starting.
    private async Task<bool> SupportsAsync(string setting, string value, CancellationToken ct)
    {
        string[] ask = [programs["postgres"], "-D", folder.Data, "-c", $"{setting}={value}", "-C", setting];
        return (await PostgresCommand.RunAsync([.. folder.RunAs, .. ask], ct)).Succeeded;
    }

    private int? RememberedPort() =>
        File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var port) && IsFree(port) ? port : null;

    private static bool IsFree(int port)
    {
        using var socket = new TcpListener(IPAddress.Loopback, port);
        try
        {
            socket.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private string LoggedSince(long offset)
    {
        if (!File.Exists(LogFile))
        {
            return "";
        }

        using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(offset, SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd();
    }

    private static string LastReason(string failure)
    {
        var lines = failure.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "no reason given";
    }
}
