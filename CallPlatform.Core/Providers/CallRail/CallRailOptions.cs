using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Providers.CallRail;

/// <summary>Section <c>Providers:CallRail</c>; environment names <c>CALLRAIL_…</c> work too and win.</summary>
public sealed class CallRailOptions : IValidatableObject
{
    public const string Section = "Providers:CallRail";

    /// <summary>For recordings and the sweep. Without it only webhooks tell of calls.</summary>
    public string? ApiKey { get; set; }

    public string BaseUrl { get; set; } = "https://api.callrail.com";

    public string AccountId { get; set; } = "me";

    /// <summary>The company's signing key. When it is set, a webhook without a right signature is refused.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Accept webhooks without any check. For a developer's machine only.</summary>
    public bool AllowUnsigned { get; set; }

    /// <summary>How often the REST API is asked for calls whose webhooks were lost; 0 never.</summary>
    [Range(0, 1440)]
    public double SweepMinutes { get; set; } = 15;

    internal void TakeEnvironmentNames(IConfiguration configuration)
    {
        ApiKey = configuration["CALLRAIL_API_KEY"] ?? ApiKey;
        BaseUrl = configuration["CALLRAIL_BASE_URL"] ?? BaseUrl;
        AccountId = configuration["CALLRAIL_ACCOUNT_ID"] ?? AccountId;
        SigningKey = configuration["CALLRAIL_SIGNING_KEY"] ?? SigningKey;
        AllowUnsigned = configuration.GetValue("CallRail:AllowUnsigned", AllowUnsigned);
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("CALLRAIL_BASE_URL (Providers:CallRail:BaseUrl) must be an http or https address.");
        }
    }
}
