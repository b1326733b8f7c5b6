using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallKaro;

internal sealed record KaroOrder
{
    public string? ToNumber { get; init; }
    public string? AgentId { get; init; }
    public string? BatchId { get; init; }
    public JsonElement? Metadata { get; init; }
    public int? Priority { get; init; }
    public string? Language { get; init; }
    public string? ScheduleAt { get; init; }
    public string? MinTriggerTime { get; init; }
    public string? MaxTriggerTime { get; init; }
    public bool? CarryOver { get; init; }
    public int? NumberOfRetries { get; init; }
    public JsonElement? GapBetweenRetries { get; init; }
}

internal sealed record KaroCampaign(string? AgentId, string? Name, IReadOnlyList<KaroOrder>? Calls);

internal static partial class CallKaroEndpoints
{
    private static readonly object[] Agents =
    [
        new { _id = "65f0c1a2b3c4d5e6f7a8b901", name = "Sales qualifier (Hindi)", phone_number = "+918000000199" },
        new { _id = "65f0c1a2b3c4d5e6f7a8b902", name = "Sales qualifier (English)", phone_number = "+918000000198" },
        new { _id = "65f0c1a2b3c4d5e6f7a8b903", name = "Site visit reminder", phone_number = "+918000000197" },
    ];

    public static void MapCallKaro(this IEndpointRouteBuilder app)
    {
        var karo = app.MapGroup("").AddEndpointFilter(CheckKeyAsync).WithMetadata(new ProviderTag(KaroDesk.Provider));
        karo.MapPost("/call/outbound", PlaceCall);
        karo.MapGet("/agent", () => Results.Json(Agents));
        karo.MapPost("/call/campaign", StartCampaign);
        karo.MapPost("/v2/call/campaign", StartCampaign);
        karo.MapPost("/call/delete-schedule-call", DeleteScheduled);
    }

    private static async Task<IResult> PlaceCall(HttpContext http, KaroDesk desk, DialGate gate, Settings settings)
    {
        if (await ReadAsync<KaroOrder>(http) is not ({ } order, var raw))
        {
            return Message(400, "Invalid JSON body");
        }
        if (Problem(order) is { } problem)
        {
            return problem;
        }
        await Task.Delay(settings.Now.AnswerDelayMs);
        switch (gate.Ask(KaroDesk.Provider, order.ToNumber!))
        {
            case Verdict.Refuse:
                return Message(400, "to_number is not callable");
            case Verdict.RateLimit:
                http.Response.Headers.RetryAfter = "1";
                return Message(429, "Too many requests");
            case Verdict.Fail:
                return Message(500, "Internal server error");
        }

        // A local time without an offset: CallKaro works in India.
        DateTimeOffset? at = DateTime.TryParse(order.ScheduleAt, CultureInfo.InvariantCulture, out var local)
            ? new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.FromMinutes(330))
            : null;
        var call = desk.Accept(order, raw, BaseUrl(http, settings), at > DateTimeOffset.UtcNow ? at : null);
        return await Answers.GiveAsync(http, call.Scenario, Accepted(call, settings), settings);
    }

    private static IResult Accepted(KaroCall call, Settings settings) => Results.Json(new Dictionary<string, object?>
    {
        [settings.Now.CallKaro.IdField] = call.Id,
        ["status"] = call.Ledger.Status == "scheduled" ? "scheduled" : "queued",
        ["message"] = "Call queued successfully",
    });

    private static async Task<IResult> StartCampaign(HttpContext http, KaroDesk desk, DialGate gate, Settings settings)
    {
        if (await ReadAsync<KaroCampaign>(http) is not ({ } campaign, _))
        {
            return Message(400, "Invalid JSON body");
        }
        if (Problem(new KaroOrder { ToNumber = "+910000000000", AgentId = campaign.AgentId }) is { } problem)
        {
            return problem;
        }
        var batch = "batch_" + Guid.CreateVersion7().ToString("N")[8..];
        foreach (var order in campaign.Calls ?? [])
        {
            var one = order with { AgentId = campaign.AgentId, BatchId = batch };
            if (Problem(one) is null && gate.Ask(KaroDesk.Provider, one.ToNumber!) == Verdict.Accept)
            {
                desk.Accept(one, JsonSerializer.SerializeToUtf8Bytes(one, Json.Snake), BaseUrl(http, settings), null);
            }
        }
        return Results.Json(new { batch_id = batch, message = "Campaign created" });
    }

    private static async Task<IResult> DeleteScheduled(HttpContext http, KaroDesk desk, string? agent_id = null) =>
        await ReadAsync<KaroOrder>(http) is ({ ToNumber.Length: > 0 } order, _)
            ? Results.Json(new { message = "Scheduled calls deleted", deleted = desk.CancelScheduled(agent_id, order.ToNumber) })
            : Message(400, "to_number is required");

    private static IResult? Problem(KaroOrder order)
    {
        if (string.IsNullOrWhiteSpace(order.ToNumber) || string.IsNullOrWhiteSpace(order.AgentId))
        {
            return Message(400, string.IsNullOrWhiteSpace(order.ToNumber) ? "to_number is required" : "agent_id is required");
        }
        if (!E164().IsMatch(order.ToNumber))
        {
            return Message(400, "to_number must be in E.164 format");
        }
        return AgentId().IsMatch(order.AgentId) && !order.AgentId.EndsWith("dead", StringComparison.OrdinalIgnoreCase) ? null : Message(404, "Agent not found");
    }

    private static async ValueTask<object?> CheckKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var right = http.RequestServices.GetRequiredService<Settings>().Now.CallKaro.ApiKey;
        var key = http.Request.Headers["X-API-KEY"].ToString();
        var fits = string.IsNullOrEmpty(right) ? key.Length > 0 && !key.StartsWith("bad", StringComparison.OrdinalIgnoreCase) : key == right;
        return fits ? await next(context) : Message(403, "Invalid API key");
    }

    private static async Task<(T? Value, byte[] Raw)> ReadAsync<T>(HttpContext http)
        where T : class
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        try
        {
            return (JsonSerializer.Deserialize<T>(buffer.ToArray(), Json.Snake), buffer.ToArray());
        }
        catch (JsonException)
        {
            return (null, []);
        }
    }

    private static string BaseUrl(HttpContext http, Settings settings) =>
        settings.Now.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";

    private static IResult Message(int status, string message) => Results.Json(new { message }, statusCode: status);

    [GeneratedRegex(@"^\+[1-9]\d{6,14}\z")]
    private static partial Regex E164();

    [GeneratedRegex(@"^[0-9a-fA-F]{24}\z")]
    private static partial Regex AgentId();
}
