using System.Security.Cryptography;
using System.Text;

namespace CallPlatform.Core.Messages;

/// <summary>The gateway at the door: form-encoded, signed as Twilio signs.</summary>
public static class MessageWebhook
{
    public const string Provider = "messages";
    public const string StatusPath = "/webhooks/messages/status";
    public const string InboundPath = "/webhooks/messages/inbound";

    /// <summary>Base64 of HMAC-SHA1 over the address and the fields sorted by name, each name followed by its value.</summary>
    public static string Signature(string url, IEnumerable<KeyValuePair<string, string>> fields, string token)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var text = new StringBuilder(url);
        foreach (var (name, value) in fields.OrderBy(f => f.Key, StringComparer.Ordinal).ThenBy(f => f.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return Convert.ToBase64String(Sign(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Whether any of the addresses, as the gateway may have known it, was signed. Takes constant time.</summary>
    public static bool IsAuthentic(IEnumerable<string> urls, IReadOnlyCollection<KeyValuePair<string, string>> fields, string? signature, string? token)
    {
        ArgumentNullException.ThrowIfNull(urls);
        return !string.IsNullOrEmpty(token) && !string.IsNullOrEmpty(signature)
            && urls.Any(url => CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Signature(url, fields, token)), Encoding.UTF8.GetBytes(signature)));
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The gateway signs with HMAC-SHA1.")]
    private static byte[] Sign(byte[] key, byte[] text) => HMACSHA1.HashData(key, text);
}
