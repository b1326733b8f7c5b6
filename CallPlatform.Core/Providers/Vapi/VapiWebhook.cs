using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>
/// Vapi at the door: is it Vapi, what kind of message is it, which call does it speak of. One streaming pass over the body, which
/// also blanks the secrets it holds.
/// </summary>
public static class VapiWebhook
{
    private static readonly TimeSpan ReplayWindow = TimeSpan.FromMinutes(5);

    /// <summary>Whether the message was sent by somebody who knows a secret of ours. Comparisons take constant time.</summary>
    /// <param name="header">Finds a request header, null when absent.</param>
    /// <param name="body">The raw bytes.</param>
    /// <param name="options">The secrets.</param>
    /// <param name="now">For the replay window of signed times.</param>
    public static bool IsAuthentic(Func<string, string?> header, ReadOnlySpan<byte> body, VapiOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(options);
        if (!string.IsNullOrEmpty(options.WebhookSecret))
        {
            var bearer = header("Authorization");
            if (SameText(header("x-vapi-secret"), options.WebhookSecret)
                || (bearer?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true && SameText(bearer[7..], options.WebhookSecret)))
            {
                return true;
            }
        }

        if (!string.IsNullOrEmpty(options.HmacKey))
        {
            return IsSigned(header, body, options, now);
        }

        return options.AllowUnsigned && string.IsNullOrEmpty(options.WebhookSecret);
    }

    /// <summary>Reads the envelope and blanks secrets in place; null when the body is no JSON object with <c>message.type</c>.</summary>
    /// <exception cref="JsonException">The body is not JSON, or nested deeper than 64.</exception>
    public static WebhookEnvelope? Open(Span<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        string? type = null, status = null, callId = null, messageCallId = null;
        long timestamp = 0;
        var path = new PathTracker();
        while (reader.Read())
        {
            path.Step(reader);
            if (path.PropertyIsSecret && reader.TokenType == JsonTokenType.String)
            {
                SecretFields.Blank(body, reader);
            }
            else if (path.Is(2, "type"))
            {
                type = TextOf(reader);
            }
            else if (path.Is(2, "status"))
            {
                status = TextOf(reader);
            }
            else if (path.Is(2, "timestamp") && reader.TokenType == JsonTokenType.Number)
            {
                timestamp = reader.TryGetDouble(out var number) ? (long)number : 0;
            }
            else if (path.Is(3, "id") && path.ParentIs("call"))
            {
                callId = TextOf(reader);
            }
            else if (path.Is(2, "callId"))
            {
                messageCallId = TextOf(reader);
            }
        }

        if (type is null)
        {
            return null;
        }

        callId ??= messageCallId;
        var key = type switch
        {
            _ when callId is null => null,
            "status-update" => $"{callId}:{type}:{status}",
            "end-of-call-report" => $"{callId}:{type}", // bodies of retries differ: signed URLs are made anew
            _ => $"{callId}:{type}:{timestamp.ToString(CultureInfo.InvariantCulture)}",
        };
        return new WebhookEnvelope(VapiCallReader.Provider, type, key, callId);
    }

    private static string? TextOf(in Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is { Length: > 200 } ? text[..200] : text;
    }

    private static bool IsSigned(Func<string, string?> header, ReadOnlySpan<byte> body, VapiOptions options, DateTimeOffset now)
    {
        var timestamp = header(options.HmacTimestampHeader);
        if (options.HmacPayloadFormat.Contains("{timestamp}", StringComparison.Ordinal) && !IsRecent(timestamp, now))
        {
            return false;
        }

        var signature = header(options.HmacSignatureHeader);
        if (string.IsNullOrEmpty(signature))
        {
            return false;
        }

        var signed = Signed(options.HmacPayloadFormat, timestamp, body);
        var key = Encoding.UTF8.GetBytes(options.HmacKey!);
        var expected = options.HmacAlgorithm switch
        {
            "sha512" => HMACSHA512.HashData(key, signed),
#pragma warning disable CA5350 // Vapi lets its users choose SHA-1; HMAC-SHA1 is not broken, and the choice is theirs.
            "sha1" => HMACSHA1.HashData(key, signed),
#pragma warning restore CA5350
            _ => HMACSHA256.HashData(key, signed),
        };
        var bare = signature.Contains('=', StringComparison.Ordinal) && signature.StartsWith("sha", StringComparison.OrdinalIgnoreCase)
            ? signature[(signature.IndexOf('=', StringComparison.Ordinal) + 1)..]
            : signature;
        return SameText(bare.ToLowerInvariant(), Convert.ToHexStringLower(expected)) || SameText(bare, Convert.ToBase64String(expected));
    }

    private static byte[] Signed(string format, string? timestamp, ReadOnlySpan<byte> body)
    {
        var parts = format.Replace("{timestamp}", timestamp, StringComparison.Ordinal).Split("{body}");
        using var text = new MemoryStream();
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                text.Write(body);
            }

            text.Write(Encoding.UTF8.GetBytes(parts[i]));
        }

        return text.ToArray();
    }

    // The unit is undocumented: seconds, milliseconds (13 digits and more) or ISO 8601.
    private static bool IsRecent(string? timestamp, DateTimeOffset now)
    {
        DateTimeOffset sent;
        if (long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 253_402_300_799_000)
        {
            sent = timestamp.Length >= 13 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : DateTimeOffset.FromUnixTimeSeconds(number);
        }
        else if (!DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out sent))
        {
            return false;
        }

        return (now - sent).Duration() <= ReplayWindow;
    }

    private static bool SameText(string? a, string b) =>
        a is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    /// <summary>Where the reader stands, as far as the envelope needs it: the property's name, its depth, its parent.</summary>
    private ref struct PathTracker
    {
        private string? property;
        private string? parent;
        private string? first;
        private int depth;

        public bool PropertyIsSecret { get; private set; }

        public void Step(in Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    depth = reader.CurrentDepth;
                    property = depth <= 3 ? reader.GetString() : null;
                    PropertyIsSecret = SecretFields.IsSecretProperty(reader);
                    first = depth == 1 ? property : first;
                    parent = depth == 2 ? property : parent;
                    return;
                case JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.EndObject or JsonTokenType.EndArray:
                    property = null;
                    PropertyIsSecret = false;
                    return;
                default:
                    return;
            }
        }

        public readonly bool Is(int level, string name) => depth == level && property == name && first == "message";

        public readonly bool ParentIs(string name) => parent == name;
    }
}
