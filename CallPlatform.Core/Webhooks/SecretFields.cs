using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CallPlatform.Core.Webhooks;

/// <summary>
/// Overwrites secrets in a JSON body in place, with asterisks of the same length: provider tokens, control and listen URLs, and
/// our own webhook secret, which Vapi echoes with the call. What is stored or shown never held them.
/// </summary>
public static class SecretFields
{
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        ["authToken", "apiKey", "controlUrl", "listenUrl", "secret", "uthorization", "password"], StringComparison.OrdinalIgnoreCase);

    /// <summary>True for names whose text value nobody may read later.</summary>
    public static bool IsSecret(ReadOnlySpan<char> name) => name.ContainsAny(Hints);

    /// <summary>Blanks the text that the reader stands on.</summary>
    public static void Blank(Span<byte> body, in Utf8JsonReader value)
    {
        if (value.TokenType == JsonTokenType.String)
        {
            body.Slice((int)value.TokenStartIndex + 1, value.ValueSpan.Length).Fill((byte)'*');
        }
    }

    internal static bool IsSecretProperty(in Utf8JsonReader property)
    {
        var name = property.ValueSpan;
        if (name.Length > 64)
        {
            return false;
        }

        Span<char> characters = stackalloc char[64];
        return IsSecret(characters[..Encoding.UTF8.GetChars(name, characters)]);
    }
}
