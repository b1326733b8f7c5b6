using System.Net.Http.Json;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallRail;

/// <summary><c>dotnet run --project CallPlatform.Simulator -- ring --from +15551234567 --to +15550100199</c> asks a running simulator to make a phone ring.</summary>
internal static class RingCommand
{
    private const string Usage =
        "usage: ring --from <caller> --to <tracking number> [--name <caller's name>] [--missed] [--duration <seconds>] [--form seed|callrail]\n"
        + "            [--events incoming,answered,completed] [--no-recording] [--simulator http://127.0.0.1:5090]";

    public static async Task<int> RunAsync(string[] args)
    {
        var given = Read(args);
        if (given is null || !given.TryGetValue("from", out var from) || !given.TryGetValue("to", out var to))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var order = new RailOrder
        {
            CallerNumber = from,
            TrackingNumber = to,
            CallerName = given.GetValueOrDefault("name"),
            Answered = given.ContainsKey("missed") ? false : null,
            Duration = int.TryParse(given.GetValueOrDefault("duration"), out var seconds) ? seconds : null,
            Form = given.GetValueOrDefault("form"),
            Events = given.GetValueOrDefault("events")?.Split(','),
            Recording = given.ContainsKey("no-recording") ? false : null,
        };
        var address = given.GetValueOrDefault("simulator") ?? Environment.GetEnvironmentVariable("SIMULATOR_URL") ?? "http://127.0.0.1:5090";
        try
        {
            using var http = new HttpClient();
            using var response = await http.PostAsJsonAsync(new Uri(new Uri(address), "/sim/callrail/call"), order, Json.Snake);
            await Console.Out.WriteLineAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException error)
        {
            await Console.Error.WriteLineAsync($"No simulator answers at {address}: {error.Message}. Start one, or name it with --simulator.");
            return 1;
        }
    }

    private static Dictionary<string, string>? Read(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                return null;
            }
            var name = args[i][2..];
            if (name is "missed" or "no-recording")
            {
                given[name] = "";
            }
            else if (++i < args.Length)
            {
                given[name] = args[i];
            }
            else
            {
                return null;
            }
        }
        return given;
    }
}
