using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>Signs as Standard Webhooks says (standardwebhooks.com): <c>v1,</c> and the HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>A new secret, in the form that receivers' libraries take.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The value of <c>webhook-signature</c>: one signature a secret, while an old one still counts.</summary>
    public static string Of(IEnumerable<string> secrets, string id, DateTimeOffset timestamp, string body) => string.Join(' ', secrets.Select(secret =>
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp.ToUnixTimeSeconds()}.{body}");
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Encoding.UTF8.GetBytes(signed)));
    }));
}
