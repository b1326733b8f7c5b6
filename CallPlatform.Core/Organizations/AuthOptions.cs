using System.ComponentModel.DataAnnotations;

namespace CallPlatform.Core.Organizations;

/// <summary>Sign-in; section <c>Auth</c>.</summary>
public sealed class AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>Signs access tokens: at least 32 random bytes in Base64. The launcher makes one and keeps it in the data folder.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>
    /// What Web shows to be given the keys of its cookies; the same at Api and Web. 32 random characters or more. Without it the Api
    /// gives them to nobody.
    /// </summary>
    [MinLength(32), MaxLength(200)]
    public string? WebKey { get; set; }

    [Range(1, 1440)]
    public double AccessTokenMinutes { get; set; } = 15;

    [Range(1, 365)]
    public double RefreshTokenDays { get; set; } = 7;

    /// <summary>
    /// How long a refresh token may be used again: two processes that refresh the same session at once are no theft. 0: never.
    /// </summary>
    [Range(0, 60)]
    public double RefreshGraceSeconds { get; set; } = 10;

    [Range(1, 90)]
    public double InvitationDays { get; set; } = 7;

    /// <summary>Wrong passwords in a row, an account or an address, before it has to wait.</summary>
    [Range(1, 1000)]
    public int MaxFailures { get; set; } = 5;

    [Range(1, 1440)]
    public double LockOutMinutes { get; set; } = 5;

    public byte[] SigningKeyBytes => Convert.FromBase64String(SigningKey);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var bytes = new byte[SigningKey.Length];
        if (!Convert.TryFromBase64String(SigningKey, bytes, out var length) || length < 32)
        {
            yield return new ValidationResult("Auth:SigningKey (Auth__SigningKey) must be at least 32 random bytes in Base64: openssl rand -base64 48.");
        }
    }
}
