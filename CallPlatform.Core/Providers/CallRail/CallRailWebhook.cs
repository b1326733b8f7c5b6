using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>CallRail at the door: is it CallRail, and which call does it speak of.</summary>
public static class CallRailWebhook
{
    /// <summary>The moments of a call, as the addresses name them.</summary>
    public static readonly IReadOnlyList<string> Events = ["incoming", "answered", "completed", "missed", "modified"];

    /// <summary>Whether the body was signed with the company's key: Base64 or hex of HMAC-SHA1, with or without <c>sha1=</c>.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "CallRail signs with HMAC-SHA1.")]
    public static bool IsAuthentic(string? signature, ReadOnlySpan<byte> body, CallRailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(options.SigningKey))
        {
            return options.AllowUnsigned;
        }

        if (string.IsNullOrWhiteSpace(signature) || signature.Length > 200)
        {
            return false;
        }

        var text = signature.Trim();
        text = text.StartsWith("sha1=", StringComparison.OrdinalIgnoreCase) ? text[5..] : text;
        Span<byte> wanted = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(options.SigningKey), body, wanted);
        return Decode(text) is { } given && CryptographicOperations.FixedTimeEquals(given, wanted);
    }

    /// <summary>The envelope of one event; null when the body is no JSON object that names a call.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static WebhookEnvelope? Open(string name, byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
        var call = ProviderJson.Text(document.RootElement, "call_id", "resource_id", "id");

        // CallRail numbers no events: the same words about the same moment are the same delivery.
        return call is null or { Length: > 200 }
            ? null
            : new WebhookEnvelope("callrail", $"call.{name}", $"{call}:{name}:{Convert.ToHexStringLower(SHA256.HashData(body))[..32]}", call);
    }

    private static byte[]? Decode(string text)
    {
        if (text.Length == 2 * HMACSHA1.HashSizeInBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
