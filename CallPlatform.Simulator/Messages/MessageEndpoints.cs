using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Messages;

internal sealed record InboundOrder(string? From, string? To, string? Body, string? Url);

internal static partial class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sim/messages/inbound", ReceiveAsync);
        app.MapGet("/sim/messages", (MessageDesk desk, string? to = null, int limit = 1000) =>
        {
            var wanted = to is null ? null : (to.StartsWith(' ') ? "+" + to.Trim() : to);
            var found = desk.NewestFirst().Where(m => wanted is null || m.To == wanted).ToList();
            return Json.SnakeResult(new { total = found.Count, items = found.Take(limit) });
        });

        var messages = app.MapGroup("/2010-04-01/Accounts/{account}").AddEndpointFilter(CheckKeyAsync).WithMetadata(new ProviderTag(MessageDesk.Provider));
        messages.MapPost("/Messages.json", SendAsync);
        messages.MapGet("/Messages.json", List);
        messages.MapGet("/Messages/{sid}.json", (string account, string sid, MessageDesk desk) =>
            desk.Find(sid) is { } message ? Results.Json(Show(message, account)) : Error(404, 20404, "The requested resource was not found"));
    }

    private static async Task<IResult> SendAsync(string account, HttpContext http, MessageDesk desk, DialGate gate, Settings settings)
    {
        if (!http.Request.HasFormContentType)
        {
            return Error(400, 21604, "A 'To' phone number is required.");
        }
        var form = await http.Request.ReadFormAsync();
        var (to, from, service, body) = (form["To"].ToString(), form["From"].ToString(), form["MessagingServiceSid"].ToString(), form["Body"].ToString());
        var number = to.StartsWith("whatsapp:", StringComparison.Ordinal) ? to[9..] : to;
        if (to.Length == 0)
        {
            return Error(400, 21604, "A 'To' phone number is required.");
        }
        if (!E164().IsMatch(number))
        {
            return Error(400, 21211, $"The 'To' number {to} is not a valid phone number.");
        }
        if (from.Length == 0 && service.Length == 0)
        {
            return Error(400, 21603, "A 'From' phone number is required.");
        }
        if (body.Length == 0 && form["MediaUrl"].Count == 0 && form["ContentSid"].Count == 0)
        {
            return Error(400, 21602, "Message body is required.");
        }
        if (body.Length > 1600)
        {
            return Error(400, 21617, "The concatenated message body exceeds the 1600 character limit.");
        }
        if (desk.HasStopped(to))
        {
            return Error(400, 21610, "Attempt to send to unsubscribed recipient");
        }

        await Task.Delay(settings.Now.AnswerDelayMs);
        switch (gate.Ask(MessageDesk.Provider, number))
        {
            case Verdict.Refuse:
                return Error(400, 21211, $"The 'To' number {to} is not a valid phone number.");
            case Verdict.RateLimit:
                http.Response.Headers.RetryAfter = "1";
                return Error(429, 20429, "Too Many Requests");
            case Verdict.Fail:
                return Error(500, 20500, "Internal Server Error");
        }
        var message = desk.Send(to, from.Length == 0 ? null : from, service.Length == 0 ? null : service, body, form["StatusCallback"]);
        return await Answers.GiveAsync(http, DigitTable.For(number), Results.Json(Show(message, account, "queued"), statusCode: 201), settings);
    }

    private static IResult List(string account, MessageDesk desk, string? To = null, int PageSize = 50)
    {
        var wanted = To?.StartsWith(' ') == true ? "+" + To.Trim() : To;
        return Results.Json(new
        {
            messages = desk.NewestFirst().Where(m => wanted is null || m.To == wanted).Take(Math.Clamp(PageSize, 1, 1000)).Select(m => Show(m, account)),
            page = 0,
            page_size = PageSize,
            next_page_uri = (string?)null,
        });
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, MessageDesk desk)
    {
        InboundOrder? order;
        try
        {
            order = await JsonSerializer.DeserializeAsync<InboundOrder>(http.Request.Body, Json.Snake);
        }
        catch (JsonException error)
        {
            return Results.Problem(error.Message, statusCode: 400);
        }
        return order is { From.Length: > 0, To.Length: > 0, Body: not null }
            ? Json.SnakeResult(desk.Receive(order.From, order.To, order.Body, order.Url), StatusCodes.Status202Accepted)
            : Results.Problem("from, to and body are required.", statusCode: 400);
    }

    // RFC 2822 dates, as the 2010 API writes them.
    private static object Show(GatewayMessage m, string account, string? status = null) => new
    {
        sid = m.Sid,
        account_sid = account,
        messaging_service_sid = m.MessagingServiceSid,
        from = m.From,
        to = m.To,
        body = m.Body,
        status = status ?? m.Status,
        direction = m.Direction,
        num_segments = Math.Max(1, (m.Body.Length + 152) / 153).ToString(System.Globalization.CultureInfo.InvariantCulture),
        num_media = "0",
        price = (string?)null,
        price_unit = "USD",
        error_code = m.ErrorCode,
        error_message = m.ErrorMessage,
        api_version = "2010-04-01",
        date_created = m.CreatedAt.ToString("r"),
        date_updated = m.UpdatedAt.ToString("r"),
        date_sent = m.SentAt?.ToString("r"),
        uri = $"/2010-04-01/Accounts/{account}/Messages/{m.Sid}.json",
    };

    private static IResult Error(int status, int code, string message) =>
        Results.Json(new { code, message, more_info = $"https://www.twilio.com/docs/errors/{code}", status }, statusCode: status);

    private static async ValueTask<object?> CheckKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var token = http.RequestServices.GetRequiredService<Settings>().Now.Messages.AuthToken;
        var header = http.Request.Headers.Authorization.ToString();
        var password = "";
        var bytes = new byte[header.Length];
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(header[6..], bytes, out var length))
        {
            password = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var given] ? given : "";
        }
        var fits = string.IsNullOrEmpty(token) ? password.Length > 0 && !password.StartsWith("bad", StringComparison.OrdinalIgnoreCase) : password == token;
        return fits ? await next(context) : Error(401, 20003, "Authenticate");
    }

    [GeneratedRegex(@"^\+[1-9]\d{6,14}\z")]
    private static partial Regex E164();
}
