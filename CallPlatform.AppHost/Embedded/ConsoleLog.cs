namespace CallPlatform.AppHost.Embedded;

/// <summary>Everybody's lines on one console, each with its service's name in front, in that service's colour.</summary>
internal sealed class ConsoleLog(TextWriter output, bool colours)
{
    private const int NameWidth = 10;
    private const string Plain = "\e[0m";
    private const string Bold = "\e[1m";

    private static readonly string[] Palette = ["\e[36m", "\e[32m", "\e[35m", "\e[33m", "\e[34m", "\e[96m", "\e[92m"];

    private readonly Lock gate = new();
    private readonly List<string> names = [];

    /// <summary>Colours only for a person at a terminal who did not ask for none (no-color.org).</summary>
    public static ConsoleLog ForConsole() => new(
        Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Line(string name, string text)
    {
        lock (gate)
        {
            var prefix = $"{name.PadRight(NameWidth)}| ";
            output.WriteLine(colours ? $"{Colour(name)}{prefix}{Plain}{text}" : prefix + text);
        }
    }

    /// <summary>The launcher's own words.</summary>
    public void Say(string text) => Line("launcher", text);

    public void Table(IEnumerable<(string Name, string Value)> rows)
    {
        lock (gate)
        {
            output.WriteLine();
            foreach (var (name, value) in rows)
            {
                output.WriteLine(colours ? $"  {name,-12}{Bold}{value}{Plain}" : $"  {name,-12}{value}");
            }

            output.WriteLine();
        }
    }

    private string Colour(string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }

        return Palette[names.IndexOf(name) % Palette.Length];
    }
}
