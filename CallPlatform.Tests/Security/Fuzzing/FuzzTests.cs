using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CallPlatform.Tests.Support;
using Xunit;

namespace CallPlatform.Tests.Security.Fuzzing;

/// <summary>
/// Every route of the OpenAPI document, every webhook and every CSV with values at which programs stumble: nothing is a 500, nothing hangs, and
/// the Worker works off what was let in. <c>FUZZ_CASES</c> and <c>FUZZ_SEED</c> ask for more (docs/testing.md).
/// </summary>
public class FuzzTests(TestDatabases databases)
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_is_sent_is_a_500_or_hangs()
    {
        var cases = LongMode.Count("FUZZ_CASES", 1200);
        var sideBySide = cases > 10_000 ? 6 : 1; // in the suite the same requests in the same order
        var seed = LongMode.Count("FUZZ_SEED", 1);
        var connection = await databases.CreateAsync(Ct);
        var port = ServiceProcess.FreePort();
        var settings = Settings(connection, port);
        await using var api = ServiceProcess.Start("CallPlatform.Api", port, settings);
        await using var worker = ServiceProcess.Start("CallPlatform.Worker", ServiceProcess.FreePort(), settings, "run");
        await Task.WhenAll(api.HealthyAsync(), worker.HealthyAsync());
        using var anonymous = new HttpClient { BaseAddress = new Uri(api.Url) };
        var organization = (Guid)(await QueryAsync(connection, "select id from organizations"))!;
        var ids = await OneOfEach.InsertAsync(connection, organization);
        var fuzz = new FuzzCases(await anonymous.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct), ids, new FuzzWebhooks(api.Url));
        var answers = new ConcurrentDictionary<int, int>();
        var wrong = new ConcurrentQueue<string>();
        var next = -1;

        await Task.WhenAll(Enumerable.Range(0, sideBySide).Select(async _ =>
        {
            using var owner = await OwnerAsync(api);
            for (var number = Interlocked.Increment(ref next); number < cases; number = Interlocked.Increment(ref next))
            {
                // Each case has a seed of its own: it can be made again alone.
                var random = new Random(unchecked((seed * 1_000_003) + number));
                var (route, request) = fuzz.Make(random, number);
                using (request)
                {
                    var (status, text) = await SendAsync(owner, request);
                    answers.AddOrUpdate(status, 1, (_, count) => count + 1);
                    if (status >= 500 && status != (int)HttpStatusCode.BadGateway)
                    {
                        wrong.Enqueue($"case {number}: {route} → {status} {text}\n    {request.RequestUri} {await BodyAsync(request)}");
                    }
                    else if (status == (int)HttpStatusCode.Unauthorized)
                    {
                        await SignInAsync(owner);
                    }
                }
            }
        }));

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cases} cases:\n{string.Join('\n', wrong.Take(40))}\n{api.Output}");
        Assert.True(answers.Where(a => a.Key < 300).Sum(a => a.Value) > cases / 10, $"too few were let in to say much: {string.Join(", ", answers.OrderBy(a => a.Key))}");
        await Eventually.HoldsAsync(
            async () => (long)(await QueryAsync(connection, "select count(*) from webhook_inbox where state = 'received' and attempts = 0"))! == 0, "the inbox is worked off");
        var failed = await QueryAsync(connection, "select string_agg(distinct provider || ' ' || kind || ': ' || error, E'\\n') from webhook_inbox where attempts > 0 and state in ('received', 'failed')");
        Assert.True(failed is DBNull, $"Deliveries that the Worker stumbled over:\n{failed}\n{worker.Output}");
        Assert.False(api.HasExited || worker.HasExited, "A service ended.");
    }

    private static Dictionary<string, string> Settings(string connection, int port) => new()
    {
        ["ConnectionStrings__callsdb"] = connection,
        ["Auth__SigningKey"] = Convert.ToBase64String(new byte[48]),
        ["Auth__MaxFailures"] = "1000",
        ["VAPI_BASE_URL"] = "http://127.0.0.1:9", // the discard port: nobody answers
        ["VAPI_API_KEY"] = "nobody",
        ["VAPI_WEBHOOK_SECRET"] = Platform.WebhookSecret,
        ["CALLRAIL_BASE_URL"] = "http://127.0.0.1:9",
        ["CALLRAIL_API_KEY"] = "nobody",
        ["CALLRAIL_SIGNING_KEY"] = Platform.WebhookSecret,
        ["SHUNYA_BASE_URL"] = "http://127.0.0.1:9",
        ["SHUNYA_API_KEY"] = "nobody",
        ["SHUNYA_WEBHOOK_SECRET"] = Platform.WebhookSecret,
        ["CALLKARO_BASE_URL"] = "http://127.0.0.1:9",
        ["CALLKARO_API_KEY"] = "nobody",
        ["CALLKARO_WEBHOOK_TOKEN"] = Platform.KaroToken,
        ["TWILIO_ACCOUNT_SID"] = "AC00000000000000000000000000000000",
        ["TWILIO_AUTH_TOKEN"] = "a gateway token",
        ["TWILIO_FROM_NUMBER"] = "+15550100180",
        ["MESSAGES_BASE_URL"] = "http://127.0.0.1:9",
        ["PUBLIC_URL"] = $"http://127.0.0.1:{port}",
        ["DEMO_ASSISTANT_ID"] = Platform.Assistant,
        ["PHONE_NUMBER_ID"] = Platform.PhoneNumber,
    };

    private static async Task<(int Status, string Text)> SendAsync(HttpClient http, HttpRequestMessage request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Hang);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return ((int)response.StatusCode, (int)response.StatusCode < 500 ? "" : await response.Content.ReadAsStringAsync(patience.Token));
        }
        catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
        {
            return (599, $"no answer within {Hang.TotalSeconds} s");
        }
        catch (HttpRequestException error)
        {
            // A connection that is closed on a body nobody wants is an answer; one without any is not.
            return error.HttpRequestError is HttpRequestError.ConnectionError ? (598, error.Message) : (400, "");
        }
    }

    private static async Task<string> BodyAsync(HttpRequestMessage request)
    {
        var text = request.Content is null ? "" : await request.Content.ReadAsStringAsync(Ct);
        return text.Length > 600 ? text[..600] + "…" : text;
    }

    private static async Task<HttpClient> OwnerAsync(ServiceProcess api)
    {
        var owner = new HttpClient { BaseAddress = new Uri(api.Url), Timeout = Timeout.InfiniteTimeSpan };
        await SignInAsync(owner);
        return owner;
    }

    private static async Task SignInAsync(HttpClient owner)
    {
        using var response = await owner.PostAsJsonAsync("/api/token", new { username = TestDatabases.OwnerUsername, password = TestDatabases.OwnerPassword }, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        owner.DefaultRequestHeaders.Authorization = new("Bearer", (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("access").GetString());
    }

    private static async Task<object?> QueryAsync(string connection, string sql)
    {
        await using var database = new Npgsql.NpgsqlConnection(connection);
        await database.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("set app.organization = '*'; " + sql, database);
        return await command.ExecuteScalarAsync(Ct);
    }
}
