using System.Text.Json;
using System.Text.Json.Nodes;
using CallPlatform.Simulator.CallKaro;
using CallPlatform.Simulator.CallRail;
using CallPlatform.Simulator.Messages;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Shunya;
using CallPlatform.Simulator.Vapi;

namespace CallPlatform.Simulator.Sim;

/// <summary>What no provider has: watching, counting and steering the simulation.</summary>
internal static class SimEndpoints
{
    public static void MapSim(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", () => Results.Text("Healthy"));
        app.MapGet("/alive", () => Results.Text("Healthy"));

        var sim = app.MapGroup("/sim");
        sim.MapGet("/calls", ListCalls);
        sim.MapGet("/rings", Rings);
        sim.MapGet("/stats", Stats);
        sim.MapGet("/webhooks", ListWebhooks);
        sim.MapPost("/reset", Reset);
        sim.MapGet("/settings", (Settings settings) => Json.SnakeResult(settings.Show()));
        sim.MapPut("/settings", ChangeSettings);
    }

    private static IResult ListCalls(CallLedger ledger, string? provider = null, string? to = null, string? external_id = null, string? id = null, int limit = 1000)
    {
        var found = ledger.NewestFirst().Where(e =>
            (provider is null || e.Provider == provider)
            && (to is null || e.To == Plus(to))
            && (external_id is null || e.ExternalId == external_id)
            && (id is null || e.Id == id)).ToList();
        return Json.SnakeResult(new { total = found.Count, items = found.Take(limit).Select(Show) });
    }

    // "+" in a query string means a space to every decoder.
    private static string Plus(string number) => number.StartsWith(' ') ? "+" + number.Trim() : number;

    private static object Show(LedgerEntry e) => new
    {
        e.Provider,
        e.Id,
        e.To,
        e.ExternalId,
        e.CreatedAt,
        e.RangAt,
        e.AnsweredAt,
        e.EndedAt,
        e.Status,
        e.EndedReason,
        e.Deleted,
        Request = JsonSerializer.Deserialize<JsonElement>(e.Request),
    };

    /// <summary>How often each phone was dialled: what "nobody is called twice" is checked by after ten thousand calls.</summary>
    private static IResult Rings(CallLedger ledger, string? provider = null) => Results.Json(
        ledger.OldestFirst().Where(e => provider is null || e.Provider == provider).CountBy(e => e.To).ToDictionary());

    private static IResult Stats(CallLedger ledger, WebhookSender sender) => Json.SnakeResult(new { calls = ledger.Stats(), webhooks = sender.Stats() });

    private static IResult ListWebhooks(WebhookSender sender, string? provider = null, string? call_id = null, string? type = null, int limit = 1000) =>
        Json.SnakeResult(new
        {
            items = sender.NewestFirst().Where(d =>
                (provider is null || d.Provider == provider)
                && (call_id is null || d.CallId == call_id)
                && (type is null || d.Type.StartsWith(type, StringComparison.Ordinal))).Take(limit),
        });

    private static IResult Reset(CallLedger ledger, WebhookSender sender, DialGate gate, VapiDesk vapi, KaroDesk karo, ShunyaDesk shunya, RailDesk rail, MessageDesk messages, Settings settings, bool all_settings = false)
    {
        ledger.Reset();
        sender.Reset();
        gate.Reset();
        vapi.Reset();
        karo.Reset();
        shunya.Reset();
        rail.Reset();
        messages.Reset();
        if (all_settings)
        {
            settings.Restore();
        }
        else
        {
            settings.ClearFaults();
        }
        return Results.NoContent();
    }

    private static async Task<IResult> ChangeSettings(HttpContext http, Settings settings)
    {
        JsonNode? patch;
        try
        {
            patch = await JsonNode.ParseAsync(http.Request.Body);
        }
        catch (JsonException error)
        {
            return Results.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        if (patch is not JsonObject changes)
        {
            return Results.Problem("The settings are a JSON object, a merge patch (RFC 7396).", statusCode: StatusCodes.Status400BadRequest);
        }
        var errors = settings.Change(changes);
        return errors.Count > 0
            ? Results.Problem(string.Join(" ", errors), statusCode: StatusCodes.Status400BadRequest)
            : Json.SnakeResult(settings.Show());
    }
}
