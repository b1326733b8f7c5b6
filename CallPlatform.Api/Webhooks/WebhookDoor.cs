using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using CallPlatform.Core;
using CallPlatform.Core.Webhooks;

namespace CallPlatform.Api.Webhooks;

/// <summary>
/// The way in for every provider: read at most 2 MB, verify over the raw bytes, open the envelope, store, answer. A delivery that
/// was answered 200 is durable. Costs one shared commit.
/// </summary>
internal static class WebhookDoor
{
    public const int LargestBody = 2 << 20;

    public static RouteHandlerBuilder AcceptsWebhooks(this RouteHandlerBuilder route) => route
        .WithTags("Webhooks").AllowAnonymous().WithMetadata(new RequestSizeLimit());

    /// <summary>The body, or the status that refuses it.</summary>
    public static async Task<(byte[]? Body, int Refusal)> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LargestBody)
        {
            return (null, StatusCodes.Status413PayloadTooLarge);
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > LargestBody)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (null, StatusCodes.Status413PayloadTooLarge);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (body, 0);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Opens the envelope with <paramref name="open"/>; null when the body is no JSON it can read.</summary>
    public static WebhookEnvelope? TryOpen(byte[] body, Func<byte[], WebhookEnvelope?> open)
    {
        // A reader looks into a text only when it wants it: what is no UTF-8 would fail in the Worker, long after it was taken.
        if (!Utf8.IsValid(body))
        {
            return null;
        }

        try
        {
            ReadEscapedTexts(body);
            return open(body);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second: a text with half a surrogate pair, which only fails when it is read.
            return null;
        }
    }

    /// <summary>Throws where an escape is half a surrogate pair. Only texts that may hold one are read.</summary>
    private static void ReadEscapedTexts(byte[] body)
    {
        if (body.AsSpan().IndexOf("\\ud"u8) < 0 && body.AsSpan().IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                _ = reader.GetString();
            }
        }
    }

    public static void Count(string provider, int status) =>
        Telemetry.WebhooksReceived.Add(1, new KeyValuePair<string, object?>("provider", provider), new("status", status));

    private sealed class RequestSizeLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        // One byte more than is accepted: the door itself answers 413, as problem+json.
        public long? MaxRequestBodySize => LargestBody + 1;
    }
}
