using System.Text.Json;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Vapi;

internal static class VapiEndpoints
{
    public static void MapVapi(this IEndpointRouteBuilder app)
    {
        var vapi = app.MapGroup("").AddEndpointFilter<VapiKeyFilter>().WithMetadata(new ProviderTag(VapiDesk.Provider));
        vapi.MapPost("/call", CreateCall);
        vapi.MapGet("/call", ListCalls);
        vapi.MapGet("/call/{id}", GetCall);
        vapi.MapPatch("/call/{id}", UpdateCall);
        vapi.MapDelete("/call/{id}", DeleteCall);
        vapi.MapDelete("/call", DeleteCalls);
        vapi.MapPost("/analytics", VapiAnalytics.Query);
        vapi.MapVapiRecordings();
        app.MapVapiControl();
        app.MapVapiSim();
    }

    private static async Task<IResult> CreateCall(HttpContext http, VapiDesk desk, VapiWriter writer, DialGate gate, Settings settings)
    {
        var (body, raw, error) = await ReadAsync(http);
        if (error is not null)
        {
            return error;
        }
        var errors = VapiValidation.Check(body, settings.Now.Vapi);
        if (errors.Count > 0)
        {
            return VapiErrors.BadRequest(errors);
        }
        if (Missing(body) is { } missing)
        {
            return VapiErrors.BadRequest(missing);
        }

        // The phone rings whether or not the caller waits for our answer: nothing here listens to RequestAborted.
        await Task.Delay(settings.Now.AnswerDelayMs);
        if (VapiTraits.Child(body, "customers") is { } customers)
        {
            return await CreateBatchAsync(http, body, customers, desk, writer, gate, settings);
        }

        var customer = VapiTraits.Child(body, "customer") ?? default;
        var number = VapiTraits.Child(customer, "number")?.GetString() ?? "";
        switch (gate.Ask(VapiDesk.Provider, number))
        {
            case Verdict.Refuse: return VapiErrors.BadRequest((string[])["customer." + VapiValidation.BadNumber]);
            case Verdict.RateLimit: return VapiErrors.RateLimited(http);
            case Verdict.Fail: return VapiErrors.Internal();
        }

        var over = desk.OverLimit();
        if (over == "refuse")
        {
            return VapiErrors.OverLimit();
        }
        var call = desk.Accept(body, customer, BaseUrl(http, settings), raw, over);
        var answer = writer.Call(call, call.Moment, call.Traits(), whole: false, desk.Limits(over == "flag")) with { Status = call.Ledger.Status == "scheduled" ? "scheduled" : "queued" };
        return await Answers.GiveAsync(http, call.Scenario, Json.CamelResult(answer, StatusCodes.Status201Created), settings);
    }

    private static async Task<IResult> CreateBatchAsync(
        HttpContext http, JsonElement body, JsonElement customers, VapiDesk desk, VapiWriter writer, DialGate gate, Settings settings)
    {
        var results = new List<WireCall>();
        var errors = new List<WireBatchError>();
        var worst = Scenario.Normal;
        var blocked = false;
        foreach (var customer in customers.EnumerateArray())
        {
            var problems = new List<string>();
            VapiValidation.CheckNumber(customer, "customer.", problems);
            var verdict = problems.Count > 0 ? Verdict.Refuse : gate.Ask(VapiDesk.Provider, VapiTraits.Child(customer, "number")?.GetString() ?? "");
            var over = desk.OverLimit();
            if (verdict != Verdict.Accept || over == "refuse")
            {
                errors.Add(new WireBatchError(customer, verdict switch
                {
                    Verdict.Refuse => "customer." + VapiValidation.BadNumber,
                    Verdict.RateLimit => "Rate limit exceeded",
                    Verdict.Fail => "Internal server error",
                    _ => "Over Concurrency Limit",
                }));
                continue;
            }
            blocked |= over == "flag";
            var one = JsonSerializer.SerializeToUtf8Bytes(new { body, customer }, Json.Camel);
            var call = desk.Accept(body, customer, BaseUrl(http, settings), one, over);
            results.Add(writer.Call(call, call.Moment, call.Traits(), whole: false) with { Status = call.Ledger.Status });
            worst = call.Scenario is Scenario.SlowAnswer or Scenario.DroppedAnswer ? call.Scenario : worst;
        }
        var answer = Json.CamelResult(new WireBatch(desk.Limits(blocked), results, errors), StatusCodes.Status201Created);
        return await Answers.GiveAsync(http, worst, answer, settings);
    }

    private static IResult ListCalls(HttpContext http, VapiDesk desk, VapiWriter writer)
    {
        var filter = VapiListFilter.Read(http.Request.Query, out var errors);
        return errors.Count > 0
            ? VapiErrors.BadRequest(errors)
            : Json.CamelResult(desk.NewestFirst().Where(filter.Matches).Take(filter.Limit).Select(c => writer.Call(c, c.Moment, c.Traits(), whole: true)).ToList());
    }

    private static IResult GetCall(string id, VapiDesk desk, VapiWriter writer) => Find(desk, id) is { } call
        ? Json.CamelResult(writer.Call(call, call.Moment, call.Traits(), whole: true))
        : VapiErrors.NotFound();

    private static async Task<IResult> UpdateCall(string id, HttpContext http, VapiDesk desk, VapiWriter writer)
    {
        var (body, _, error) = await ReadAsync(http);
        if (error is not null)
        {
            return error;
        }
        var errors = body.EnumerateObject().Where(p => p.Name != "name").Select(p => $"property {p.Name} should not exist").ToList();
        var name = VapiTraits.Child(body, "name");
        if (name is { ValueKind: not JsonValueKind.String })
        {
            errors.Add("name must be a string");
        }
        else if (name?.GetString()!.Length > 40)
        {
            errors.Add("name must be shorter than or equal to 40 characters");
        }
        if (errors.Count > 0)
        {
            return VapiErrors.BadRequest(errors);
        }
        if (Find(desk, id) is not { } call)
        {
            return VapiErrors.NotFound();
        }
        if (name is { } given)
        {
            call.Rename(given.GetString());
        }
        return Json.CamelResult(writer.Call(call, call.Moment, call.Traits(), whole: true));
    }

    private static async Task<IResult> DeleteCall(string id, HttpContext http, VapiDesk desk, VapiWriter writer)
    {
        if (Find(desk, id) is { } call)
        {
            desk.Delete(call);
            return Json.CamelResult(writer.Call(call, call.Moment, call.Traits(), whole: true));
        }

        // Bulk deletion shares the route: any id in the path, the ids in the body. It is asynchronous.
        var (body, _, error) = await ReadAsync(http);
        return error is null && VapiTraits.Child(body, "ids") is { ValueKind: JsonValueKind.Array } ids ? DeleteMany(ids, desk) : VapiErrors.NotFound();
    }

    private static async Task<IResult> DeleteCalls(HttpContext http, VapiDesk desk)
    {
        var (body, _, error) = await ReadAsync(http);
        return error ?? (VapiTraits.Child(body, "ids") is { ValueKind: JsonValueKind.Array } ids
            ? DeleteMany(ids, desk)
            : VapiErrors.BadRequest((string[])["ids must be an array"]));
    }

    private static IResult DeleteMany(JsonElement ids, VapiDesk desk)
    {
        foreach (var call in ids.EnumerateArray().Select(i => Find(desk, i.ToString())).OfType<VapiCall>())
        {
            desk.Delete(call);
        }
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    internal static VapiCall? Find(VapiDesk desk, string id) => Guid.TryParse(id, out var guid) ? desk.Find(guid) : null;

    internal static string BaseUrl(HttpContext http, Settings settings) =>
        settings.Now.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";

    internal static async Task<(JsonElement Body, byte[] Raw, IResult? Error)> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var raw = buffer.ToArray();
        try
        {
            var body = raw.Length == 0 ? JsonSerializer.SerializeToElement(new { }) : JsonSerializer.Deserialize<JsonElement>(raw);
            return body.ValueKind == JsonValueKind.Object ? (body, raw, null) : (body, raw, VapiErrors.BadRequest("Body must be an object."));
        }
        catch (JsonException error)
        {
            return (default, raw, VapiErrors.BadRequest(error.Message));
        }
    }

    private static string? Missing(JsonElement body)
    {
        bool Has(string name) => VapiTraits.Child(body, name) is not null;
        var targets = ((string[])["assistantId", "assistant", "squadId", "squad", "workflowId", "workflow"]).Count(Has);
        if (targets != 1)
        {
            return targets == 0
                ? "Couldn't Get Assistant. Need Either `assistant`, `assistantId`, `squad`, `squadId`, `workflow` Or `workflowId`."
                : "Need Exactly One Of `assistant`, `assistantId`, `squad`, `squadId`, `workflow` Or `workflowId`.";
        }
        if (!Has("phoneNumberId") && !Has("phoneNumber"))
        {
            return "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`.";
        }
        if (!Has("customer") && !Has("customers"))
        {
            return "Couldn't Get Customer. Need Either `customer`, `customerId` Or `customers`.";
        }
        foreach (var (id, what) in ((string, string)[])[("assistantId", "Assistant"), ("phoneNumberId", "Phone Number")])
        {
            if (VapiTraits.Child(body, id)?.GetString() is { } value && value.EndsWith("dead", StringComparison.OrdinalIgnoreCase))
            {
                return $"Couldn't Find {what}. {id} {value} does not exist.";
            }
        }
        return null;
    }
}
