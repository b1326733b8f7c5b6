using System.Buffers.Text;
using System.Text.Json;
using CallPlatform.Contracts;
using Microsoft.AspNetCore.Authentication;

namespace CallPlatform.Web.Auth;

/// <summary>The Api's tokens of one session. Without <c>Refresh</c> where only the access token was handed over.</summary>
internal sealed record TokenSet(string Access, string? Refresh, DateTimeOffset Expires)
{
    public static TokenSet From(TokenResponse tokens) => new(tokens.Access, tokens.Refresh, ExpiryOf(tokens.Access));

    public static TokenSet? From(AuthenticationProperties ticket) =>
        ticket.GetTokenValue("access_token") is { } access && ticket.GetTokenValue("refresh_token") is { } refresh
            ? new(access, refresh, ExpiryOf(access))
            : null;

    public void StoreIn(AuthenticationProperties ticket) => ticket.StoreTokens(
    [
        new() { Name = "access_token", Value = Access },
        new() { Name = "refresh_token", Value = Refresh ?? "" },
    ]);

    public bool LastsUntil(DateTimeOffset time) => Expires > time;

    // The middle of "header.{"exp":1789311899,…}.signature". Only the Api judges a token; here it is asked when to renew it.
    private static DateTimeOffset ExpiryOf(string jwt)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            return DateTimeOffset.MinValue;
        }

        try
        {
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return payload.RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : DateTimeOffset.MinValue;
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return DateTimeOffset.MinValue;
        }
    }
}
