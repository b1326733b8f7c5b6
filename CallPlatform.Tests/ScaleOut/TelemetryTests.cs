using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.ScaleOut;

/// <summary>What a collector hears of several processes: one trace from a request to the event a browser gets, metrics, and nobody's name.</summary>
[Collection(nameof(ScaledPlatform))]
public class TelemetryTests(ScaledPlatform scaled)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_s_trace_goes_through_the_worker_s_dial_and_the_provider_to_the_event_that_is_told()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var live = await ListenAsync();
        await scaled.LimitAsync(0, 1000);
        var call = await PlaceAsync("+15550108101", trace);

        // There was no line: a Worker dials it, by what is stored with the call.
        await scaled.LimitAsync(20, 1000);

        await ToldAsync(live, trace, call);
        await SpansAsync(trace, ("CallPlatform.Api", "POST /api/calls"), ("CallPlatform.Worker", "dial"), ("CallPlatform.Worker", "POST"), ("CallPlatform.Worker", "dial settled"));
        Assert.True(await scaled.Platform.QueryAsync<long>(
            $"set app.organization = '*'; select count(*) from call_events where call_id = '{call}' and kind = 'call.dialling' and trace_parent like '%{trace}%'") > 0);
    }

    [Fact]
    public async Task A_webhook_s_trace_goes_through_inbox_job_and_provider_to_the_event_that_is_told()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var live = await ListenAsync();
        const string line = "+15550100177";
        await scaled.Platform.TrackAsync(line);

        Assert.Equal(HttpStatusCode.OK, await scaled.Platform.RailAsync(
            "completed",
            new
            {
                call_id = "CAL-traced", caller_number = "+15550108202", tracking_number = line, duration = 60, answered = true, caller_name = "Quintessa Traceable",
                timestamp = DateTimeOffset.UtcNow.AddMinutes(-2), recording_url = "https://app.callrail.example/CAL-traced.mp3?callee=0021",
            },
            TraceParent(trace)));

        await ToldAsync(live, trace, null);
        await SpansAsync(trace, ("CallPlatform.Api", "POST /api/v1/callrail/call.completed"), ("CallPlatform.Worker", "inbox callrail"), ("CallPlatform.Worker", "job start_analysis_task"), ("CallPlatform.Worker", "POST"));
    }

    [Fact]
    public async Task The_metrics_say_how_calls_queues_and_providers_do()
    {
        // Two at a time, so that calls are under way for longer than the Workers wait between two looks at the limits.
        const int first = 8300, calls = 16;
        await scaled.LimitAsync(2, 1000);
        await scaled.AreDueAsync(first, calls);
        await Eventually.SeesAsync(() => scaled.CountAsync(first, calls, "status = 'completed'"), completed => completed == calls, "every call is completed");

        string[] expected =
        [
            "callplatform.calls.ended", "callplatform.calls.time_to_dial", "callplatform.provider.duration", "callplatform.inbox.lag", "callplatform.webhooks.received",
            "callplatform.queue.depth", "callplatform.queue.age", "callplatform.dialing.limit", "callplatform.dialing.active",
        ];
        await Eventually.SeesAsync(() => Task.FromResult(string.Join(", ", expected.Except(scaled.Telemetry.MetricNames))), missing => missing == "", "every metric was told");
    }

    [Fact]
    public async Task Telemetry_names_nobody()
    {
        await scaled.LimitAsync(20, 1000);
        var call = await PlaceAsync("+15550108404", ActivityTraceId.CreateRandom().ToHexString(), "Quintessa Unmentioned");
        using (await scaled.Owner.GetAsync(new Uri("/api/contacts?search=%2B15550108404", UriKind.Relative), Ct))
        using (await scaled.Owner.GetAsync(new Uri("/api/contacts?search=Quintessa", UriKind.Relative), Ct))
        {
        }

        var ended = await Eventually.SeesAsync(
            () => scaled.Platform.GetAsync($"/api/calls/{call}"), seen => seen.GetProperty("transcript").ValueKind == JsonValueKind.String, "the call's words are there");
        var words = ended.GetProperty("transcript").GetString()!.Split('\n').Where(line => line.Length > 30).Select(line => line[..30]).ToList();
        Assert.NotEmpty(words);

        // Whatever was told of this call is there once a later request's span is.
        var last = ActivityTraceId.CreateRandom().ToHexString();
        await PlaceAsync("+15550108405", last);
        await SpansAsync(last, ("CallPlatform.Api", "POST /api/calls"));
        string[] personal = ["5550108404", "Quintessa", .. words];
        Assert.DoesNotContain(personal, text => scaled.Telemetry.Bodies.Any(body => body.Contains(text, StringComparison.Ordinal)));
    }

    private static string TraceParent(string trace) => $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01";

    private async Task<Guid> PlaceAsync(string number, string trace, string name = "Somebody")
    {
        using var contact = await scaled.Owner.PostAsJsonAsync("/api/contacts", new { name, phone = number }, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/calls")
        {
            Content = JsonContent.Create(new
            {
                contact_id = (await Platform.JsonOf(contact)).GetProperty("id").GetGuid(), assistant_id = Platform.Assistant, phone_number_id = Platform.PhoneNumber,
            }),
        };
        request.Headers.Add("traceparent", TraceParent(trace));
        using var response = await scaled.Owner.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await Platform.JsonOf(response)).GetProperty("id").GetGuid();
    }

    private async Task<StreamReader> ListenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
        var response = await scaled.Owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        await NextAsync(reader, told => told.GetProperty("kind").GetString() == "hello");
        return reader;
    }

    private static Task ToldAsync(StreamReader live, string trace, Guid? call) => NextAsync(
        live,
        told => told.TryGetProperty("trace_parent", out var parent) && parent.GetString()?.Contains(trace, StringComparison.Ordinal) == true
            && (call is null || told.GetProperty("call_id").GetGuid() == call));

    private static async Task NextAsync(StreamReader live, Func<JsonElement, bool> isIt)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Eventually.Patience);
        while (await live.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && isIt(JsonSerializer.Deserialize<JsonElement>(line.AsSpan(5))))
            {
                return;
            }
        }

        Assert.Fail("The live feed ended before the event came.");
    }

    private Task SpansAsync(string trace, params (string Service, string Name)[] expected) => Eventually.SeesAsync(
        () =>
        {
            var seen = scaled.Telemetry.Spans.Where(s => s.TraceId == trace).Select(s => (s.Service, s.Name)).ToHashSet();
            return Task.FromResult(string.Join(", ", expected.Where(e => !seen.Contains(e)).Select(e => $"{e.Service}: {e.Name}")) is { Length: > 0 } missing
                ? $"missing {missing}; seen {string.Join(", ", seen)}"
                : "");
        },
        missing => missing == "",
        $"trace {trace} is whole");
}
