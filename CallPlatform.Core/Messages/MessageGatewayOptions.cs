using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Messages;

/// <summary>Section <c>Messages</c>: a gateway that speaks Twilio's Messages API. The usual environment names (<c>TWILIO_AUTH_TOKEN</c> …) work too and win.</summary>
public sealed class MessageGatewayOptions : IValidatableObject
{
    public const string Section = "Messages";

    public string BaseUrl { get; set; } = "https://api.twilio.com";

    public string? AccountSid { get; set; }

    /// <summary>The password of requests, and what the gateway signs its webhooks with. Without it nothing is sent and no webhook is taken.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The number that texts, E.164.</summary>
    public string? From { get; set; }

    /// <summary>The number that writes by WhatsApp, E.164; unset: <see cref="From"/>.</summary>
    public string? WhatsAppFrom { get; set; }

    /// <summary>Where the gateway reaches this Api: <c>https://your-host</c>. Reports of delivery go there, and signatures are over it.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How long after a miss the message goes, in seconds: a late report may yet tell of a talk, or another try is planned.</summary>
    [Range(0, 86_400)]
    public double DelaySeconds { get; set; } = 60;

    public bool IsSet => !string.IsNullOrEmpty(AccountSid) && !string.IsNullOrEmpty(AuthToken) && !string.IsNullOrEmpty(From);

    internal void TakeUsualNames(IConfiguration configuration)
    {
        BaseUrl = configuration["MESSAGES_BASE_URL"] ?? configuration["TWILIO_BASE_URL"] ?? BaseUrl;
        AccountSid = configuration["TWILIO_ACCOUNT_SID"] ?? AccountSid;
        AuthToken = configuration["TWILIO_AUTH_TOKEN"] ?? AuthToken;
        From = configuration["TWILIO_FROM_NUMBER"] ?? From;
        WhatsAppFrom = configuration["TWILIO_WHATSAPP_FROM"] ?? WhatsAppFrom;
        PublicUrl = configuration["PUBLIC_URL"] ?? PublicUrl;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("MESSAGES_BASE_URL (Messages:BaseUrl) must be an http or https address.");
        }

        if (!string.IsNullOrEmpty(PublicUrl) && !Uri.TryCreate(PublicUrl, UriKind.Absolute, out _))
        {
            yield return new ValidationResult("PUBLIC_URL (Messages:PublicUrl) must be the whole address, as in https://your-host.");
        }
    }
}
