using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Simulator.Scenarios;
using CallPlatform.Simulator.Sim;

namespace CallPlatform.Simulator.Messages;

/// <summary>Form-encoded callbacks, signed as Twilio signs: Base64 HMAC-SHA1 over the address and the sorted fields.</summary>
internal sealed class MessageWebhooks(Settings settings)
{
    public void Status(GatewayMessage message, string status, Outbox outbox)
    {
        if (message.StatusCallback is not { Length: > 0 } url || DigitTable.For(message.To) == Scenario.Silent)
        {
            return;
        }
        var fields = Common(message);
        fields["MessageStatus"] = fields["SmsStatus"] = status;
        if (message.ErrorCode is { } code)
        {
            fields["ErrorCode"] = code.ToString(CultureInfo.InvariantCulture);
        }
        Post(message, status, url, fields, outbox);
    }

    public void Inbound(GatewayMessage message, string? url, Outbox outbox)
    {
        url ??= settings.Now.Messages.InboundUrl;
        if (string.IsNullOrEmpty(url))
        {
            return;
        }
        var fields = Common(message);
        fields["Body"] = message.Body;
        fields["NumMedia"] = "0";
        fields["NumSegments"] = "1";
        fields["SmsStatus"] = "received";
        Post(message, "inbound", url, fields, outbox);
    }

    public static string Signature(string url, IEnumerable<KeyValuePair<string, string>> fields, string token)
    {
        var text = new StringBuilder(url);
        foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }
        return Convert.ToBase64String(Sha1(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
    }

    private Dictionary<string, string> Common(GatewayMessage message) => new()
    {
        ["AccountSid"] = settings.Now.Messages.AccountSid,
        ["ApiVersion"] = "2010-04-01",
        ["From"] = message.From ?? "",
        ["To"] = message.To,
        ["MessageSid"] = message.Sid,
        ["SmsSid"] = message.Sid,
        ["SmsMessageSid"] = message.Sid,
    };

    private void Post(GatewayMessage message, string type, string url, Dictionary<string, string> fields, Outbox outbox)
    {
        var body = Encoding.ASCII.GetBytes(string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}")));
        outbox.Post(new Webhook(MessageDesk.Provider, message.Sid, type, url, () => body)
        {
            ContentType = "application/x-www-form-urlencoded",
            TimeoutSeconds = 15,
            Sign = (request, sent) =>
            {
                if (settings.Now.Messages.AuthToken is { Length: > 0 } token)
                {
                    var signature = Signature(url, fields, sent.Length == body.Length ? token : "forged");
                    request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
                }
            },
        });
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The gateway signs with HMAC-SHA1.")]
    private static byte[] Sha1(byte[] key, byte[] text) => HMACSHA1.HashData(key, text);
}
