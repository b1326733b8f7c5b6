using System.Globalization;

namespace CallPlatform.AppHost.Embedded;

/// <summary>What the command line asks for.</summary>
internal sealed record LauncherOptions
{
    public const string Help = """
        Runs the whole platform on this machine: PostgreSQL, Simulator, Api, Worker and Web.

          dotnet run --project CallPlatform.AppHost [-- options]

          --data-dir <folder>     where the database, secrets and endpoints.json are kept (default: .data in the repository)
          --api-port <port>       port of the Api (default: 5180, or the next free one; 0: any free one)
          --web-port <port>       port of the Web (default: 5190, or the next free one; 0: any free one)
          --no-simulator          do not play the providers, even while no provider key is set
          --reset                 first delete everything the launcher keeps in the data folder
          --sample-data           once everything runs, fill in sample data
          --remove-sample-data    once everything runs, remove the sample data
          --help                  this text

        ConnectionStrings__callsdb in the environment replaces the private PostgreSQL.
        A provider key in the environment (VAPI_API_KEY, CALLKARO_API_KEY, …) replaces the Simulator.
        """;

    public string? DataFolder { get; init; }

    /// <summary>Null: not demanded, so a taken default port gives way to the next free one.</summary>
    public int? ApiPort { get; init; }

    public int? WebPort { get; init; }

    public bool NoSimulator { get; init; }

    public bool Reset { get; init; }

    /// <summary>Verbs of the Worker to run once everything is up.</summary>
    public IReadOnlyList<string> VerbsAfterStart { get; init; } = [];

    public bool ShowHelp { get; init; }

    public static LauncherOptions Parse(IReadOnlyList<string> args)
    {
        var options = new LauncherOptions();
        var words = new Queue<string>(args);
        while (words.TryDequeue(out var word))
        {
            var parts = word.Split('=', 2);
            var name = parts[0];

            // Both "--api-port 5180" and "--api-port=5180".
            string Value() =>
                parts.Length == 2 ? parts[1]
                : words.TryDequeue(out var next) ? next
                : throw new LaunchException($"{name} needs a value; --help shows how.");

            options = name switch
            {
                "--data-dir" => options with { DataFolder = Value() },
                "--api-port" => options with { ApiPort = Port(name, Value()) },
                "--web-port" => options with { WebPort = Port(name, Value()) },
                "--no-simulator" => options with { NoSimulator = true },
                "--reset" => options with { Reset = true },
                "--sample-data" or "--remove-sample-data" => options with { VerbsAfterStart = [.. options.VerbsAfterStart, name[2..]] },
                "--help" or "-h" or "-?" => options with { ShowHelp = true },
                _ => throw new LaunchException($"{name} is not an option of the launcher; --help lists them."),
            };
        }

        return options;
    }

    private static int Port(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new LaunchException($"{name} must be a number from 0 to 65535, not \"{value}\".");
}
