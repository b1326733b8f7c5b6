using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Tests.Support;

namespace CallPlatform.Tests.Security;

/// <summary>A route of the OpenAPI document.</summary>
internal sealed record Route(string Method, string Path)
{
    public override string ToString() => $"{Method} {Path}";

    /// <summary>The request with every id replaced.</summary>
    public HttpRequestMessage With(Func<string, string> parameter, string? body) => new(
        new HttpMethod(Method), new Uri(Routes.Parameter.Replace(Path, m => Uri.EscapeDataString(parameter(m.Groups[1].Value))), UriKind.Relative))
    {
        Content = Method is "GET" or "DELETE" ? null : new StringContent(body ?? "{}", Encoding.UTF8, "application/json"),
    };
}

/// <summary>Every route the Api says it has, and who may call it by <c>docs/permissions.md</c>.</summary>
internal static partial class Routes
{
    private static readonly string Table = Repository.PathOf("docs", "permissions.md");

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    public static partial Regex Parameter { get; }

    [GeneratedRegex(@"^\| `(\w+) (\S+)` \| (.+?) \|$", RegexOptions.Multiline)]
    private static partial Regex Line { get; }

    public static async Task<List<Route>> OfApiAsync(ApiHost api)
    {
        var document = await api.Anonymous.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        return [.. document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => new Route(method.Name.ToUpperInvariant(), path.Name)))
            .OrderBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal)];
    }

    /// <summary>Roles by route; <c>anyone</c> needs no sign-in.</summary>
    public static async Task<Dictionary<Route, string[]>> OfTableAsync() => Line.Matches(await File.ReadAllTextAsync(Table)).ToDictionary(
        line => new Route(line.Groups[1].Value, line.Groups[2].Value), line => line.Groups[3].Value.Split(", "));
}
