using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Providers.Shunya;

/// <summary>Section <c>Providers:Shunya</c>; environment names <c>SHUNYA_…</c> work too and win.</summary>
public sealed class ShunyaOptions : IValidatableObject
{
    public const string Section = "Providers:Shunya";

    /// <summary>Without it no recording is transcribed.</summary>
    public string? ApiKey { get; set; }

    public string BaseUrl { get; set; } = "https://api.shunya.ai";

    /// <summary>What webhooks are signed with. When it is set, one without a right signature is refused.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>Accept webhooks without any check. For a developer's machine only.</summary>
    public bool AllowUnsigned { get; set; }

    public string Language { get; set; } = "en";

    internal void TakeEnvironmentNames(IConfiguration configuration)
    {
        ApiKey = configuration["SHUNYA_API_KEY"] ?? ApiKey;
        BaseUrl = configuration["SHUNYA_BASE_URL"] ?? configuration["Shunya:BaseUrl"] ?? BaseUrl;
        WebhookSecret = configuration["SHUNYA_WEBHOOK_SECRET"] ?? WebhookSecret;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("SHUNYA_BASE_URL (Providers:Shunya:BaseUrl) must be an http or https address.");
        }
    }
}
