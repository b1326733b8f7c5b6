using System.Text;
using System.Text.Json;
using CallPlatform.Core.Providers.Vapi;
using CallPlatform.Tests.Core.Calls;
using Xunit;

namespace CallPlatform.Tests.Providers.Vapi;

public class VapiWebhookTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Providers", "Vapi", "Payloads");

    [Fact]
    public void The_published_signature_vectors_hold_and_a_changed_byte_does_not()
    {
        var file = CallLifecycleTests.Payload("hmac-vectors");
        var body = Encoding.UTF8.GetBytes(file.GetProperty("body").GetString()!);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(file.GetProperty("timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        foreach (var vector in file.GetProperty("vectors").EnumerateArray())
        {
            string Of(string name, string otherwise) => vector.TryGetProperty(name, out var value) ? value.GetString()! : otherwise;
            var options = new VapiOptions
            {
                HmacKey = file.GetProperty("secretKey").GetString(),
                HmacAlgorithm = Of("algorithm", "sha256"),
                HmacPayloadFormat = Of("payloadFormat", "{timestamp}.{body}"),
                HmacSignatureHeader = Of("signatureHeader", "x-signature"),
            };
            string? Header(string name) => vector.GetProperty("headers").TryGetProperty(name.ToLowerInvariant(), out var value) ? value.GetString() : null;

            Assert.True(VapiWebhook.IsAuthentic(Header, body, options, now), vector.GetRawText());
            byte[] changed = [.. body[..^1], (byte)' '];
            Assert.False(VapiWebhook.IsAuthentic(Header, changed, options, now));
            if (options.HmacPayloadFormat.Contains("{timestamp}", StringComparison.Ordinal))
            {
                Assert.False(VapiWebhook.IsAuthentic(Header, body, options, now.AddMinutes(6)));
            }
        }
    }

    [Theory]
    [InlineData("x-vapi-secret", "invented-token", true)]
    [InlineData("authorization", "Bearer invented-token", true)]
    [InlineData("x-vapi-secret", "another", false)]
    [InlineData("x-unrelated", "invented-token", false)]
    public void The_secret_opens_the_door_in_either_header(string name, string value, bool opens) =>
        Assert.Equal(opens, VapiWebhook.IsAuthentic(
            header => string.Equals(header, name, StringComparison.OrdinalIgnoreCase) ? value : null,
            "{}"u8, new VapiOptions { WebhookSecret = "invented-token" }, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Without_any_secret_the_door_is_shut_unless_opened_by_a_setting()
    {
        Assert.False(VapiWebhook.IsAuthentic(_ => null, "{}"u8, new VapiOptions(), DateTimeOffset.UnixEpoch));
        Assert.True(VapiWebhook.IsAuthentic(_ => null, "{}"u8, new VapiOptions { AllowUnsigned = true }, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Every_sample_opens_with_its_type_and_call_and_stays_json_without_its_secrets()
    {
        foreach (var file in Directory.GetFiles(Folder, "webhook.*.json").Where(f => !f.EndsWith(".reply.json", StringComparison.Ordinal)))
        {
            var body = File.ReadAllBytes(file);
            var expected = JsonElement.Parse(body).GetProperty("message");

            var envelope = VapiWebhook.Open(body)!;

            Assert.Equal(expected.GetProperty("type").GetString(), envelope.Kind);
            if (expected.TryGetProperty("call", out var call))
            {
                Assert.Equal(call.GetProperty("id").GetString(), envelope.Subject);
            }

            var kept = JsonElement.Parse(body).GetRawText();
            Assert.DoesNotContain("/control\"", kept, StringComparison.Ordinal);
            Assert.DoesNotContain("/listen\"", kept, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Provider_tokens_and_our_own_secret_are_blanked()
    {
        var body = """{"message":{"type":"hang","phoneNumber":{"twilioAuthToken":"tok\"en","twilioAccountSid":"AC1"},"call":{"id":"c1","assistantOverrides":{"server":{"headers":{"x-vapi-secret":"ours","Authorization":"Bearer ours"}}}}}}"""u8.ToArray();

        var envelope = VapiWebhook.Open(body)!;

        Assert.Equal("c1", envelope.Subject);
        var text = Encoding.UTF8.GetString(body);
        Assert.DoesNotContain("tok", text.Replace("twilioAuthToken", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("ours", text, StringComparison.Ordinal);
        Assert.Equal("AC1", JsonElement.Parse(body).GetProperty("message").GetProperty("phoneNumber").GetProperty("twilioAccountSid").GetString());
    }

    [Fact]
    public void A_repeated_report_has_the_same_key_whatever_its_signed_addresses_are()
    {
        var first = File.ReadAllBytes(Path.Combine(Folder, "webhook.end-of-call-report.answered.json"));
        var again = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(first).Replace("X-Signature=invented", "X-Signature=other", StringComparison.Ordinal));

        Assert.Equal(VapiWebhook.Open(first)!.EventKey, VapiWebhook.Open(again)!.EventKey);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"message":[]}""")]
    [InlineData("""{"type":"hang"}""")]
    public void A_body_without_a_message_type_is_no_envelope(string body) => Assert.Null(VapiWebhook.Open(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("hello")]
    public void A_body_that_is_no_json_says_so(string body) =>
        Assert.ThrowsAny<JsonException>(() => VapiWebhook.Open(Encoding.UTF8.GetBytes(body)));
}
