using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Tests.Support;

namespace CallPlatform.Tests.Security.Fuzzing;

/// <summary>Requests made from the OpenAPI document: nearly right, and wrong in one place or two.</summary>
internal sealed class FuzzCases
{
    private readonly JsonElement paths;
    private readonly Schemas schemas;
    private readonly IReadOnlyDictionary<string, Guid> ids;
    private readonly List<Route> routes;
    private readonly FuzzWebhooks webhooks;

    public FuzzCases(JsonElement document, IReadOnlyDictionary<string, Guid> ids, FuzzWebhooks webhooks)
    {
        paths = document.GetProperty("paths");
        schemas = new Schemas(document);
        this.ids = ids;
        this.webhooks = webhooks;

        // The stream of live events never ends, and signing out everywhere is what the next request has to mend.
        routes = [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => new Route(method.Name.ToUpperInvariant(), path.Name)))
            .Where(route => route.Path != "/api/v1/live")];
    }

    public int RouteCount => routes.Count;

    /// <summary>The case of this number: each route in turn.</summary>
    public (Route Route, HttpRequestMessage Request) Make(Random random, int number)
    {
        var route = routes[number % routes.Count];
        if (webhooks.Make(random, route) is { } webhook)
        {
            return (route, webhook);
        }

        var operation = paths.GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());
        var path = Routes.Parameter.Replace(route.Path, match => Uri.EscapeDataString(
            random.Next(3) > 0 && ids.Find(route.Path) is { } id ? id.ToString() : random.Next(3) == 0 ? Guid.NewGuid().ToString() : Odd.Text(random) is { Length: > 0 and < 2000 } odd ? odd : "x"));
        var request = new HttpRequestMessage(new HttpMethod(route.Method), new Uri(path + Query(random, operation), UriKind.Relative));
        if (route.Path.EndsWith("/import", StringComparison.Ordinal))
        {
            request.Content = Csv(random);
        }
        else if (operation.TryGetProperty("requestBody", out var body) && Body(random, body) is { } content)
        {
            request.Content = content;
        }

        return (route, request);
    }

    private string Query(Random random, JsonElement operation)
    {
        if (!operation.TryGetProperty("parameters", out var parameters))
        {
            return "";
        }

        var pairs = parameters.EnumerateArray()
            .Where(p => p.GetProperty("in").GetString() == "query" && random.Next(2) == 0)
            .Select(p =>
            {
                var name = p.GetProperty("name").GetString()!;
                var value = random.Next(3) == 0 ? Odd.Text(random) : schemas.Value(random, p.GetProperty("schema"), name)?.ToString() ?? "";
                return $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value.Length > 2000 ? value[..2000] : value)}";
            }).ToList();
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    private HttpContent? Body(Random random, JsonElement body)
    {
        if (!body.TryGetProperty("content", out var content) || content.EnumerateObject().FirstOrDefault() is not { Value.ValueKind: JsonValueKind.Object } first)
        {
            return null;
        }

        var value = first.Value.TryGetProperty("schema", out var schema) ? schemas.Value(random, schema) : new JsonObject();
        var changes = random.Next(4); // none at all also: what is right must be taken
        for (var i = 0; i < changes; i++)
        {
            value = Odd.Mutate(random, value);
        }

        var json = value?.ToJsonString() ?? "null";
        var bytes = changes > 0 && random.Next(6) == 0 ? Odd.Break(random, json) : Encoding.UTF8.GetBytes(json);
        return Of(bytes, random.Next(30) == 0 ? Odd.Text(random) : "application/json");
    }

    private static HttpContent Csv(Random random)
    {
        string[] names = ["customer_name", "customer_phone", "phone", "phone_number", "full_name", "name", "email", "vehicle_info", "service_type", "appointment_date", "reason", "note", "city", "budget"];
        var columns = names.Where(_ => random.Next(2) == 0).DefaultIfEmpty("phone").ToList();
        var text = new StringBuilder(string.Join(random.Next(10) == 0 ? ';' : ',', columns)).Append(random.Next(2) == 0 ? "\r\n" : "\n");
        for (var row = random.Next(0, 12); row > 0; row--)
        {
            text.AppendJoin(',', columns.Select(c => random.Next(3) > 0
                ? c.Contains("phone", StringComparison.Ordinal) ? $"+1415555{random.Next(1000, 9999)}" : $"{c} {random.Next(9)}"
                : random.Next(2) == 0 ? Odd.Text(random) : $"\"{Odd.Text(random).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        }

        var bytes = random.Next(5) == 0 ? Odd.Break(random, text.ToString()) : Encoding.UTF8.GetBytes(text.ToString());
        if (random.Next(2) == 0)
        {
            return Of(bytes, "text/csv");
        }

        var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(bytes), "file", "people.csv");
        return form;
    }

    private static ByteArrayContent Of(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type.ReplaceLineEndings(" ").Replace('\0', ' '));
        return content;
    }
}
