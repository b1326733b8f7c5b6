using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Shunya;

internal sealed record ShunyaOrder
{
    public string? CallId { get; init; }
    public string? AudioUrl { get; init; }
    public string? CallType { get; init; }
    public string? Language { get; init; }
    public string? TranscriptText { get; init; }
}

internal static class ShunyaEndpoints
{
    public static void MapShunya(this IEndpointRouteBuilder app)
    {
        var shunya = app.MapGroup("/api/v1").AddEndpointFilter(CheckHeadersAsync).WithMetadata(new ProviderTag(ShunyaDesk.Provider));
        shunya.MapPost("/transcription/transcribe", Transcribe);
        shunya.MapGet("/transcription/transcript/{callId}", GetTranscript);
        shunya.MapPost("/analysis/start/{callId}", StartAnalysis);
        shunya.MapGet("/analysis/complete/{callId}", GetAnalysis);
        shunya.MapPost("/meeting-segmentation/analyze", StartSegmentation);
        shunya.MapGet("/meeting-segmentation/analysis/{callId}", GetSegmentation);
    }

    private static async Task<IResult> Transcribe(HttpContext http, ShunyaDesk desk, DialGate gate, Settings settings)
    {
        if (await ReadAsync(http) is not { } order || string.IsNullOrWhiteSpace(order.CallId))
        {
            return ShunyaError.Invalid("call_id is required.").Result(400);
        }
        if (!Uri.TryCreate(order.AudioUrl, UriKind.Absolute, out _))
        {
            return ShunyaError.Invalid("audio_url must be an absolute URL.").Result(400);
        }
        if (order.CallType is not ("csr_call" or "sales_call"))
        {
            return ShunyaError.Invalid("call_type must be csr_call or sales_call.").Result(400);
        }
        return await StartAsync(http, order.CallId, order, ShunyaWork.Transcription, desk, gate, settings);
    }

    private static async Task<IResult> StartAnalysis(string callId, HttpContext http, ShunyaDesk desk, DialGate gate, Settings settings)
    {
        var order = await ReadAsync(http) ?? new ShunyaOrder();
        return desk.Find(Company(http), callId) is null && string.IsNullOrWhiteSpace(order.TranscriptText)
            ? ShunyaError.NotFound.Result(404)
            : await StartAsync(http, callId, order, ShunyaWork.Analysis, desk, gate, settings);
    }

    private static async Task<IResult> StartSegmentation(HttpContext http, ShunyaDesk desk, DialGate gate, Settings settings) =>
        await ReadAsync(http) is { CallId.Length: > 0 } order
            ? await StartAsync(http, order.CallId, order, ShunyaWork.Segmentation, desk, gate, settings)
            : ShunyaError.Invalid("call_id is required.").Result(400);

    private static async Task<IResult> StartAsync(
        HttpContext http, string callId, ShunyaOrder order, ShunyaWork work, ShunyaDesk desk, DialGate gate, Settings settings)
    {
        await Task.Delay(settings.Now.AnswerDelayMs);
        var call = desk.Register(Company(http), callId, order.AudioUrl, order.TranscriptText);
        switch (gate.Ask($"{ShunyaDesk.Provider}:{work}", call.Number))
        {
            case Verdict.Refuse: return ShunyaError.InvalidAudio.Result(400);
            case Verdict.RateLimit: return ShunyaError.RateLimited.Result(429);
            case Verdict.Fail: return ShunyaError.Internal.Result(500);
        }

        var role = http.Request.Headers["X-Target-Role"].ToString() is { Length: > 0 } asked ? asked : order.CallType == "sales_call" ? "sales_rep" : "customer_rep";
        var synchronous = desk.IsSynchronous(callId);
        var task = desk.Start(call, work, role, order.Language, synchronous);
        var answer = !synchronous
            ? Json.SnakeResult(new { task_id = task.Id, status = "processing", call_id = callId }, StatusCodes.Status202Accepted)
            : task.Error is { } error ? error.Result(422) : Results.Json(ShunyaDocuments.For(task), Json.Snake);
        return await Answers.GiveAsync(http, call.Scenario, answer, settings);
    }

    private static IResult GetTranscript(string callId, HttpContext http, ShunyaDesk desk) => Show(callId, http, desk, ShunyaWork.Transcription, "processing");

    private static IResult GetAnalysis(string callId, HttpContext http, ShunyaDesk desk) => Show(callId, http, desk, ShunyaWork.Analysis, "pending");

    private static IResult GetSegmentation(string callId, HttpContext http, ShunyaDesk desk) => Show(callId, http, desk, ShunyaWork.Segmentation, "pending");

    private static IResult Show(string callId, HttpContext http, ShunyaDesk desk, ShunyaWork work, string waiting)
    {
        if (desk.Find(Company(http), callId)?.Latest[(int)work] is not { } task)
        {
            return ShunyaError.NotFound.Result(404);
        }
        if (!task.Done)
        {
            return Json.SnakeResult(new { call_id = callId, status = waiting, task_id = task.Id });
        }
        if (task.Error is { } error)
        {
            return Json.SnakeResult(new { call_id = callId, status = "failed", task_id = task.Id, error = error.Body() });
        }
        var document = JsonSerializer.SerializeToNode(ShunyaDocuments.For(task), Json.Snake)!.AsObject();
        document["call_id"] = callId;
        document["status"] = "completed";
        return Json.SnakeResult(document);
    }

    private static string Company(HttpContext http) => http.Request.Headers["X-Company-ID"].ToString();

    private static async ValueTask<object?> CheckHeadersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var right = http.RequestServices.GetRequiredService<Settings>().Now.Shunya.ApiKey;
        var header = http.Request.Headers.Authorization.ToString();
        var key = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
        if (string.IsNullOrEmpty(right) ? key.Length == 0 || key.StartsWith("bad", StringComparison.OrdinalIgnoreCase) : key != right)
        {
            return ShunyaError.Unauthorized.Result(401);
        }
        return Company(http).Length == 0 ? ShunyaError.NoCompany.Result(400) : await next(context);
    }

    private static async Task<ShunyaOrder?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<ShunyaOrder>(http.Request.Body, Json.Snake);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
