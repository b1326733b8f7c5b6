using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Organizations;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Webhooks.Outbound;

/// <summary>
/// Keeps secrets that must be read again (a signature needs its key) encrypted in the database: AES-256-GCM under a key derived from
/// <c>Auth:SigningKey</c>. A copy of the database alone opens nothing.
/// </summary>
public sealed class SecretBox(IOptions<AuthOptions> options)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, options.Value.SigningKeyBytes, 32, info: "callplatform webhook secrets"u8.ToArray());

    public byte[] Seal(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    /// <summary>Null when it was sealed under another signing key.</summary>
    public string? Open(byte[] box)
    {
        ArgumentNullException.ThrowIfNull(box);
        if (box.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
