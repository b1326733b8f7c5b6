using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Providers.Vapi;

/// <summary>Section <c>Providers:Vapi</c>; the seed's own environment names (<c>VAPI_API_KEY</c> …) work too and win.</summary>
public sealed class VapiOptions : IValidatableObject
{
    public const string Section = "Providers:Vapi";

    /// <summary>The private key. Without it nothing is dialled through Vapi.</summary>
    public string? ApiKey { get; set; }

    public string BaseUrl { get; set; } = "https://api.vapi.ai";

    /// <summary>Where Vapi shall send its server messages: <c>https://your-host/api/calls/webhook</c>. Unset: as the assistant says.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>What Vapi sends back in <c>x-vapi-secret</c>, or as a bearer token.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The key of an HMAC credential, when one is set up in Vapi's dashboard.</summary>
    public string? HmacKey { get; set; }

    public string HmacAlgorithm { get; set; } = "sha256";

    public string HmacSignatureHeader { get; set; } = "x-signature";

    public string HmacTimestampHeader { get; set; } = "x-timestamp";

    /// <summary>What is signed; <c>{timestamp}</c> and <c>{body}</c> are filled in.</summary>
    public string HmacPayloadFormat { get; set; } = "{timestamp}.{body}";

    /// <summary>Accept webhooks without any check. For a developer's machine only.</summary>
    public bool AllowUnsigned { get; set; }

    /// <summary>Who answers when somebody calls one of Vapi's numbers and it asks us (<c>assistant-request</c>).</summary>
    public string? InboundAssistantId { get; set; }

    /// <summary>
    /// What a call tells us, by Vapi's names with commas between. The default is what is worked on: the final transcript is what the live
    /// board shows of a talk, one short message a turn. Vapi's own default adds two or three more for every turn, each
    /// <c>conversation-update</c> with all that was said so far.
    /// </summary>
    public string ServerMessages { get; set; } = """status-update, end-of-call-report, hang, tool-calls, transcript[transcriptType="final"]""";

    public string? DemoAssistantId { get; set; }

    public string? PhoneNumberId { get; set; }

    internal void TakeSeedNames(IConfiguration configuration)
    {
        ApiKey = configuration["VAPI_API_KEY"] ?? ApiKey;
        BaseUrl = configuration["VAPI_BASE_URL"] ?? BaseUrl;
        WebhookUrl = configuration["VAPI_WEBHOOK_URL"] ?? WebhookUrl;
        WebhookSecret = configuration["VAPI_WEBHOOK_SECRET"] ?? WebhookSecret;
        ServerMessages = configuration["VAPI_SERVER_MESSAGES"] ?? ServerMessages;
        DemoAssistantId = configuration["DEMO_ASSISTANT_ID"] ?? DemoAssistantId;
        PhoneNumberId = configuration["PHONE_NUMBER_ID"] ?? PhoneNumberId;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("VAPI_BASE_URL (Providers:Vapi:BaseUrl) must be an http or https address.");
        }

        if (!string.IsNullOrEmpty(WebhookUrl) && !Uri.TryCreate(WebhookUrl, UriKind.Absolute, out _))
        {
            yield return new ValidationResult("VAPI_WEBHOOK_URL (Providers:Vapi:WebhookUrl) must be the whole address, as in https://your-host/api/calls/webhook.");
        }

        if (!ServerMessages.Contains("status-update", StringComparison.Ordinal) || !ServerMessages.Contains("end-of-call-report", StringComparison.Ordinal))
        {
            yield return new ValidationResult("VAPI_SERVER_MESSAGES (Providers:Vapi:ServerMessages) must name status-update and end-of-call-report: calls are followed by them.");
        }

        if (HmacAlgorithm is not ("sha256" or "sha512" or "sha1"))
        {
            yield return new ValidationResult("Providers:Vapi:HmacAlgorithm must be sha256, sha512 or sha1.");
        }
    }
}
