using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CallPlatform.Web.Auth;

/// <summary>An access token on its way from a request through the browser to a circuit: encrypted, and good for a minute.</summary>
internal sealed class SessionHandover(IDataProtectionProvider protection)
{
    private readonly ITimeLimitedDataProtector protector =
        protection.CreateProtector("CallPlatform.Web.SessionHandover").ToTimeLimitedDataProtector();

    public string Seal(TokenSet tokens) => protector.Protect(
        string.Create(CultureInfo.InvariantCulture, $"{tokens.Expires.ToUnixTimeSeconds()} {tokens.Access}"), TimeSpan.FromMinutes(1));

    public TokenSet? Open(string text)
    {
        try
        {
            var parts = protector.Unprotect(text).Split(' ', 2);
            return new(parts[1], Refresh: null, DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
