using System.Globalization;
using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.CallRail;

internal static class CallRailEndpoints
{
    public static void MapCallRail(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/callrail/call", RingAsync);
        var rail = app.MapGroup("/v3/a/{account}").AddEndpointFilter(CheckKeyAsync).WithMetadata(new ProviderTag(RailDesk.Provider));
        rail.MapGet("/calls.json", ListCalls);
        rail.MapGet("/calls/{id}.json", GetCall);
        rail.MapGet("/calls/{id}/recording.json", GetRecording);
    }

    private static async Task<IResult> RingAsync(HttpContext http, RailDesk desk, Settings settings)
    {
        RailOrder? order;
        try
        {
            order = await JsonSerializer.DeserializeAsync<RailOrder>(http.Request.Body, Json.Snake);
        }
        catch (JsonException error)
        {
            return Results.Problem(error.Message, statusCode: 400);
        }
        if (string.IsNullOrWhiteSpace(order?.CallerNumber) || string.IsNullOrWhiteSpace(order.TrackingNumber))
        {
            return Results.Problem("caller_number and tracking_number are required.", statusCode: 400);
        }
        string[] known = ["incoming", "answered", "completed", "missed", "modified"];
        if (order.Events?.Except(known).Any() == true || order.Form is not (null or "seed" or "callrail"))
        {
            return Results.Problem($"events are of {string.Join(", ", known)}; form is seed or callrail.", statusCode: 400);
        }
        var call = desk.Ring(order, BaseUrl(http, settings));
        return Json.SnakeResult(new { call_id = call.Id, answered = call.Answered, duration = call.Duration }, StatusCodes.Status202Accepted);
    }

    private static IResult ListCalls(HttpContext http, RailDesk desk, int per_page = 100, int page = 1, bool relative_pagination = false, string? start_date = null, string? end_date = null, int offset = 0)
    {
        per_page = Math.Clamp(per_page, 1, 250);
        var found = desk.NewestFirst();
        if (Time(start_date) is { } from)
        {
            found = found.Where(c => c.StartTime >= from);
        }
        if (Time(end_date) is { } to)
        {
            // A bare date means its whole day.
            var until = end_date!.Length <= 10 ? to.AddDays(1) : to;
            found = found.Where(c => c.StartTime < until);
        }
        var all = found.ToList();
        var skip = relative_pagination ? offset : (page - 1) * per_page;
        var shown = all.Skip(skip).Take(per_page).Select(c => Show(c)).ToList();
        var more = skip + shown.Count < all.Count;
        return relative_pagination
            ? Json.SnakeResult(new
            {
                per_page,
                calls = shown,
                has_next_page = more,
                next_page = more
                    ? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}?relative_pagination=true&per_page={per_page}&offset={skip + shown.Count}"
                        + (start_date is null ? "" : "&start_date=" + Uri.EscapeDataString(start_date))
                        + (end_date is null ? "" : "&end_date=" + Uri.EscapeDataString(end_date))
                    : null,
            })
            : Json.SnakeResult(new { page, per_page, total_pages = (all.Count + per_page - 1) / per_page, total_records = all.Count, calls = shown });
    }

    private static IResult GetCall(string id, RailDesk desk) => desk.Call(id) is { Ended: true } call ? Results.Json(Show(call), Json.Verbatim) : NotFound();

    private static async Task<IResult> GetRecording(string id, HttpContext http, RailDesk desk, RailWebhooks webhooks, DialGate gate, Settings settings)
    {
        if (desk.Call(id) is not { RecordingReady: true } call)
        {
            return NotFound();
        }
        switch (gate.Ask(RailDesk.Provider, call.Number))
        {
            case Verdict.Refuse:
                return NotFound();
            case Verdict.RateLimit:
                http.Response.Headers.RetryAfter = "1";
                return Results.Json(new { error = "Rate limit exceeded" }, statusCode: 429);
            case Verdict.Fail:
                return Results.Json(new { error = "Internal server error" }, statusCode: 500);
        }
        return await Answers.GiveAsync(http, call.Scenario, Results.Json(new { url = webhooks.RecordingUrl(call) }), settings);
    }

    // REST says id where the webhooks say resource_id, and the duration is a number.
    private static Dictionary<string, object?> Show(RailCall call)
    {
        var shown = RailWebhooks.Own(call, call.Answered ? "completed" : "missed", null);
        shown.Remove("resource_id");
        shown["id"] = call.Id;
        shown["duration"] = call.Answered ? call.Duration : 0;
        shown["company_id"] = shown["company_resource_id"];
        shown["recording"] = call.RecordingReady ? $"{call.BaseUrl}/v3/a/me/calls/{call.Id}/recording.json" : null;
        return shown;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static async ValueTask<object?> CheckKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var right = http.RequestServices.GetRequiredService<Settings>().Now.CallRail.ApiKey;
        var header = http.Request.Headers.Authorization.ToString();
        const string head = "Token token=";
        var key = header.StartsWith(head, StringComparison.OrdinalIgnoreCase) ? header[head.Length..].Trim().Trim('"') : "";
        var fits = string.IsNullOrEmpty(right) ? key.Length > 0 && !key.StartsWith("bad", StringComparison.OrdinalIgnoreCase) : key == right;
        return fits ? await next(context) : Results.Json(new { error = "HTTP Token: Access denied." }, statusCode: 401);
    }

    private static IResult NotFound() => Results.Json(new { error = "The requested resource was not found." }, statusCode: 404);

    private static string BaseUrl(HttpContext http, Settings settings) =>
        settings.Now.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
}
