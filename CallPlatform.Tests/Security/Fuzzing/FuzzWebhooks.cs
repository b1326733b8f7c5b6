using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CallPlatform.Tests.Support;

namespace CallPlatform.Tests.Security.Fuzzing;

/// <summary>Providers' webhooks, signed as they should be, with bodies that are nearly theirs: what is behind the door is meant, not the door.</summary>
internal sealed class FuzzWebhooks(string origin)
{
    private static readonly string[] Vapi = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Providers", "Vapi", "Payloads"), "webhook.*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static readonly string[] CallRail =
    [
        """{"call_id": "CAL1", "caller_number": "+14155550123", "tracking_number": "+15550100199", "duration": 60, "answered": true, "timestamp": "2026-11-20T10:00:00Z", "recording_url": "https://app.callrail.example/1.mp3"}""",
        """{"resource_id": "CAL2", "customer_phone_number": "+14155550123", "tracking_phone_number": "+15550100199", "start_time": "2026-11-20T10:00:00.000-05:00", "answered": false, "duration": "12", "direction": "inbound", "voicemail": true}""",
    ];

    private static readonly string[] Shunya =
    [
        """{"event": "analysis.completed", "task_id": "t1", "call_id": "c1", "company_id": "x", "status": "completed", "timestamp": "2026-11-20T10:00:00Z", "data": {"transcript": "hi", "segments": []}}""",
        """{"event": "task.failed", "task_id": "t2", "error": {"code": "x", "message": "y"}}""",
    ];

    private static readonly string[] CallKaro =
    [
        """{"event": "call.ended", "call_id": "k1", "status": "completed", "duration": 30, "hangup_reason": "user_hangup", "metadata": {"attempt_id": "0199f2b0-0000-7000-8000-000000000000"}, "transcript": [{"role": "user", "content": "hi"}], "cost": 0.2}""",
        """{"call_sid": "k2", "call_status": "in-progress", "to_number": "+14155550123"}""",
    ];

    /// <summary>Null for a route that is no webhook.</summary>
    public HttpRequestMessage? Make(Random random, Route route) => route.Path switch
    {
        "/api/calls/webhook" => Signed(route.Path, Json(random, Vapi), (request, _) => request.Headers.Add("x-vapi-secret", Platform.WebhookSecret)),
        "/api/v1/shunya/webhook" => Signed(route.Path, Json(random, Shunya), SignShunya),
        _ when route.Path.StartsWith("/api/v1/callrail/", StringComparison.Ordinal) =>
            Signed(route.Path, Json(random, CallRail), (request, body) => request.Headers.Add("Signature", InboundEvents.SignRail(body))),
        _ when route.Path.StartsWith("/webhooks/callkaro", StringComparison.Ordinal) => Signed("/webhooks/callkaro/" + Platform.KaroToken, Json(random, CallKaro), (_, _) => { }),
        _ when route.Path.StartsWith("/webhooks/messages", StringComparison.Ordinal) => Message(random, route.Path),
        _ => null,
    };

    private static byte[] Json(Random random, string[] samples)
    {
        var document = JsonNode.Parse(samples[random.Next(samples.Length)]);
        for (var i = random.Next(4); i > 0; i--)
        {
            document = Odd.Mutate(random, document);
        }

        var json = document?.ToJsonString() ?? "null";
        return random.Next(6) == 0 ? Odd.Break(random, json) : Encoding.UTF8.GetBytes(json);
    }

    private static HttpRequestMessage Signed(string path, byte[] body, Action<HttpRequestMessage, byte[]> sign)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        sign(request, body);
        return request;
    }

    private static void SignShunya(HttpRequestMessage request, byte[] body)
    {
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + ":"), .. body];
        request.Headers.Add("X-Shunya-Timestamp", timestamp);
        request.Headers.Add("X-Shunya-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Platform.WebhookSecret), signed)));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The gateway signs with HMAC-SHA1.")]
    private HttpRequestMessage Message(Random random, string path)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["MessageSid"] = $"SM{random.Next(1000)}", ["MessageStatus"] = "delivered", ["From"] = "+14155550123", ["To"] = "+15550100180", ["Body"] = "STOP",
        };
        fields[fields.Keys.ElementAt(random.Next(fields.Count))] = Odd.Text(random) is { Length: < 2000 } odd ? odd : "x";
        var signed = origin + path + string.Concat(fields.Select(f => f.Key + f.Value));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("X-Twilio-Signature", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes("a gateway token"), Encoding.UTF8.GetBytes(signed))));
        return request;
    }
}
