using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

/// <summary>The two URLs of <c>monitor</c>. They need no key: whoever has them may hang up or listen.</summary>
internal static class VapiControl
{
    public static void MapVapiControl(this IEndpointRouteBuilder app)
    {
        app.MapPost("/{id:guid}/control", Control);
        app.MapGet("/{id:guid}/listen", Listen);
    }

    private static async Task<IResult> Control(Guid id, HttpContext http, VapiDesk desk, VapiStory story, Settings settings)
    {
        var (body, _, error) = await VapiEndpoints.ReadAsync(http);
        if (error is not null)
        {
            return error;
        }
        if (desk.Find(id) is not { Over: false } call)
        {
            return VapiErrors.NotFound();
        }
        if (settings.Faults(VapiDesk.Provider).RefuseControlBeforeAnswer && call.Moment.StartedAt is null)
        {
            return VapiErrors.BadRequest("Call has not started.");
        }

        switch (VapiTraits.Child(body, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null)
        {
            case "end-call":
                story.End(call, "manually-canceled");
                return Results.Ok();
            case "say" or "add-message" or "control" or "handoff":
                return Results.Ok();
            case "transfer":
                story.End(call, "assistant-forwarded-call");
                return Results.Ok();
            default:
                return VapiErrors.BadRequest("Invalid control message.");
        }
    }

    private static async Task Listen(Guid id, HttpContext http, VapiDesk desk)
    {
        if (!http.WebSockets.IsWebSocketRequest || desk.Find(id) is not { Over: false } call)
        {
            http.Response.StatusCode = http.WebSockets.IsWebSocketRequest ? StatusCodes.Status404NotFound : StatusCodes.Status426UpgradeRequired;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var hello = Encoding.UTF8.GetBytes("""{"type":"start","encoding":"linear16","container":"raw","sampleRate":16000,"channels":2}""");
        await socket.SendAsync(hello, WebSocketMessageType.Text, endOfMessage: true, http.RequestAborted);
        var silence = new byte[16_000 * 2 * 2 / 10];
        while (!call.Over && socket.State == WebSocketState.Open)
        {
            await socket.SendAsync(silence, WebSocketMessageType.Binary, endOfMessage: true, http.RequestAborted);
            await Task.Delay(100, http.RequestAborted);
        }
        if (socket.State == WebSocketState.Open)
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "call ended", http.RequestAborted);
        }
    }
}
