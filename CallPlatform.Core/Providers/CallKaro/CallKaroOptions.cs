using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Providers.CallKaro;

/// <summary>Section <c>Providers:CallKaro</c>; the seed's own environment names (<c>CALLKARO_API_KEY</c> …) work too and win.</summary>
public sealed class CallKaroOptions : IValidatableObject
{
    public const string Section = "Providers:CallKaro";

    /// <summary>Sent as <c>X-API-KEY</c>. Without it nothing is dialled through CallKaro; there is no default key.</summary>
    public string? ApiKey { get; set; }

    public string BaseUrl { get; set; } = "https://api.callkaro.ai";

    /// <summary>The agents' language where the call names none, for instance <c>hi</c>. Unset: as the agent is set up.</summary>
    public string? Language { get; set; }

    /// <summary>
    /// The secret of an address that is known before the first start: <c>/webhooks/callkaro/{it}</c> belongs to the installation's first
    /// organisation. Every organisation has an address of its own besides.
    /// </summary>
    public string? WebhookToken { get; set; }

    internal void TakeSeedNames(IConfiguration configuration)
    {
        ApiKey = configuration["CALLKARO_API_KEY"] ?? ApiKey;
        BaseUrl = configuration["CALLKARO_BASE_URL"] ?? BaseUrl;
        WebhookToken = configuration["CALLKARO_WEBHOOK_TOKEN"] ?? WebhookToken;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookToken is { Length: > 0 and < 24 })
        {
            yield return new ValidationResult("CALLKARO_WEBHOOK_TOKEN (Providers:CallKaro:WebhookToken) must have at least 24 characters: it is the only secret of the address.");
        }

        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("CALLKARO_BASE_URL (Providers:CallKaro:BaseUrl) must be an http or https address.");
        }
    }
}
