using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

internal sealed record ReplayOrder([property: JsonPropertyName("call_id")] Guid CallId, int Times = 1);

internal sealed record UnknownOrder(int Count = 1);

internal sealed record SendOrder([property: JsonPropertyName("call_id")] Guid CallId, string Type);

internal sealed record AskOrder(string Type, [property: JsonPropertyName("call_id")] Guid? CallId = null, string? From = null, string? Tool = null, JsonElement? Arguments = null);

/// <summary>Vapi messages on demand, for what no ordinary call brings about.</summary>
internal static class VapiSimEndpoints
{
    // A replay of a million must not fill the memory with what is still to be sent.
    private const int MostPending = 2000;

    public static void MapVapiSim(this IEndpointRouteBuilder app)
    {
        var sim = app.MapGroup("/sim/vapi");
        sim.MapPost("/replay", Replay);
        sim.MapPost("/unknown", SendUnknown);
        sim.MapPost("/send", SendBare);
        sim.MapPost("/ask", AskAsync);
    }

    /// <summary>Everything the call ever told, told again.</summary>
    private static IResult Replay(ReplayOrder order, VapiDesk desk, VapiWebhooks webhooks, WebhookSender sender, IHostApplicationLifetime life)
    {
        if (desk.Find(order.CallId) is not { } call)
        {
            return Results.NotFound();
        }
        _ = InBackground(order.Times, sender, _ =>
        {
            var now = call.Moment;
            var before = now with { StartedAt = null, EndedAt = null, EndedReason = null, Analysed = false };
            webhooks.Status(call, before with { Status = "queued" });
            webhooks.Status(call, before with { Status = "ringing" });
            if (now.StartedAt is not null)
            {
                webhooks.Status(call, before with { Status = "in-progress", StartedAt = now.StartedAt });
            }
            if (now.Status == "ended")
            {
                webhooks.Status(call, now);
                webhooks.Report(call, now);
            }
        }, life.ApplicationStopping);
        return Results.Accepted();
    }

    private static IResult SendUnknown(UnknownOrder order, HttpContext http, VapiDesk desk, VapiWebhooks webhooks, WebhookSender sender, Settings settings, IHostApplicationLifetime life)
    {
        var baseUrl = VapiEndpoints.BaseUrl(http, settings);
        _ = InBackground(order.Count, sender, i =>
        {
            var call = desk.Invent($"+1555{7_000_000 + i}", baseUrl);
            webhooks.Status(call, call.Moment);
            webhooks.Report(call, call.Moment);
        }, life.ApplicationStopping);
        return Results.Accepted();
    }

    private static IResult SendBare(SendOrder order, VapiDesk desk, VapiWebhooks webhooks)
    {
        if (desk.Find(order.CallId) is not { } call)
        {
            return Results.NotFound();
        }
        webhooks.Bare(call, call.Moment, order.Type);
        return Results.Accepted();
    }

    /// <summary>The messages Vapi waits on: asks, and shows what the platform answered and how fast.</summary>
    private static async Task<IResult> AskAsync(AskOrder order, HttpContext http, VapiDesk desk, VapiWriter writer, Settings settings)
    {
        if (settings.Now.Vapi.WebhookUrl is not { Length: > 0 } url)
        {
            return Results.Problem("Simulator:Vapi:WebhookUrl is not set.", statusCode: 400);
        }
        var call = order.CallId is { } id ? desk.Find(id) : desk.Invent(order.From ?? "+15551234567", VapiEndpoints.BaseUrl(http, settings));
        if (call is null)
        {
            return Results.NotFound();
        }

        var moment = order.CallId is null ? new VapiMoment { Status = "ringing", UpdatedAt = call.CreatedAt } : call.Moment;
        var body = writer.Message(call, moment, DateTimeOffset.UtcNow, _ => order.Type == "tool-calls"
            ? VapiWebhooks.ToolCalls(call, order.Tool ?? "bookAppointment", order.Arguments ?? JsonSerializer.SerializeToElement(new { }))
            : new WireServerMessage { Type = order.Type, Timestamp = 0 });
        if (order.Type == "assistant-request")
        {
            body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("outboundPhoneCall", "inboundPhoneCall", StringComparison.Ordinal));
        }

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(order.Type == "assistant-request" ? 7.5 : 20) };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        VapiWriter.Sign(settings.Now.Vapi, null, request, body);
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await client.SendAsync(request, http.RequestAborted);
            var text = await response.Content.ReadAsStringAsync(http.RequestAborted);
            return Json.SnakeResult(new { status = (int)response.StatusCode, took_ms = clock.ElapsedMilliseconds, body = text });
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return Json.SnakeResult(new { status = (int?)null, took_ms = clock.ElapsedMilliseconds, error = error.GetType().Name });
        }
    }

    private static async Task InBackground(int times, WebhookSender sender, Action<int> once, CancellationToken stopping)
    {
        for (var i = 0; i < times && !stopping.IsCancellationRequested; i++)
        {
            while (sender.Pending > MostPending && !stopping.IsCancellationRequested)
            {
                await Task.Delay(5, CancellationToken.None);
            }
            once(i);
        }
    }
}
