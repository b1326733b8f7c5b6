using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Core.Data;
using CallPlatform.Core.Jobs;
using CallPlatform.Core.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CallPlatform.Core.Visits;

/// <summary>Section <c>Visits</c>.</summary>
public sealed class VisitOptions
{
    public const string Section = "Visits";

    /// <summary>Where uploads are kept; a folder that Api and Worker share.</summary>
    [Required]
    public string AudioFolder { get; set; } = "visit-audio";

    [Range(1024, 4L << 30)]
    public long MaxAudioBytes { get; set; } = 500L << 20;
}

/// <summary>An upload on disk.</summary>
public sealed record StoredAudio(string File, string ContentType, long Bytes);

/// <summary>
/// Audio of visits: uploads are streamed to disk, bounded, and must be audio by their first bytes; providers read them by a signed,
/// short-lived address.
/// </summary>
public sealed class VisitAudio(CallPlatformDbContext db, IOptions<VisitOptions> options, IOptions<AuthOptions> auth, IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Stores an upload. Throws <see cref="InvalidDataException"/> when it is no audio, or too large.</summary>
    public async Task<StoredAudio> StoreAsync(Guid sessionId, Stream upload, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(upload);
        var head = new byte[16];
        var read = await upload.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var type = TypeOf(head.AsSpan(0, read)) ?? throw new InvalidDataException("This is no audio file that can be read: send WAV, MP3, M4A, OGG, WebM or FLAC.");
        Directory.CreateDirectory(options.Value.AudioFolder);
        var name = $"{sessionId:N}-{Guid.NewGuid():N}";
        var path = PathOf(name);
        var bytes = (long)read;
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            await file.WriteAsync(head.AsMemory(0, read), ct);
            var buffer = new byte[1 << 16];
            int more;
            while ((more = await upload.ReadAsync(buffer, ct)) > 0)
            {
                bytes += more;
                if (bytes > options.Value.MaxAudioBytes)
                {
                    throw new InvalidDataException($"The file is larger than {options.Value.MaxAudioBytes >> 20} MB.");
                }

                await file.WriteAsync(buffer.AsMemory(0, more), ct);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        return new StoredAudio(name, type, bytes);
    }

    /// <summary>The path of an upload, whose name is ours.</summary>
    public string PathOf(string name) => PathOf(options.Value, name);

    internal static string PathOf(VisitOptions options, string name) => Path.GetFullPath(Path.Combine(options.AudioFolder, Path.GetFileName(name)));

    /// <summary>An address at which an analysis provider can read the session's audio.</summary>
    internal async Task<string> UrlAsync(Guid sessionId, CancellationToken ct)
    {
        var session = await db.RecordingSessions.FirstOrDefaultAsync(s => s.Id == sessionId, ct);
        if (session?.AudioUrl is { } url)
        {
            return url;
        }

        if (session?.AudioFile is null)
        {
            throw new JobRejectedException("The session has no audio.");
        }

        var root = configuration["PUBLIC_URL"] ?? configuration["Providers:PublicUrl"]
            ?? throw new JobRejectedException("Uploaded audio cannot be read from outside: set PUBLIC_URL to this platform's own address.");
        var expires = clock.GetUtcNow().Add(Lifetime).ToUnixTimeSeconds();
        return $"{root.TrimEnd('/')}/api/v1/recordings/sessions/{sessionId}/audio?expires={expires}&signature={Sign(sessionId, expires)}";
    }

    /// <summary>Whether the address was made here and is still good.</summary>
    public bool IsSigned(Guid sessionId, long expires, string? signature) =>
        expires >= clock.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature ?? ""), Encoding.ASCII.GetBytes(Sign(sessionId, expires)));

    private string Sign(Guid sessionId, long expires) => Base64Url.EncodeToString(HMACSHA256.HashData(
        auth.Value.SigningKeyBytes, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"visit-audio:{sessionId:N}:{expires}"))));

    /// <summary>The type that the first bytes tell; null when they are no audio's.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WAVE"u8) => "audio/wav",
        _ when head.StartsWith("ID3"u8) => "audio/mpeg",
        _ when head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xE6) == 0xE2 => "audio/mpeg",
        _ when head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xF6) == 0xF0 => "audio/aac",
        _ when head.Length >= 8 && head[4..].StartsWith("ftyp"u8) => "audio/mp4",
        _ when head.StartsWith("OggS"u8) => "audio/ogg",
        _ when head.StartsWith("fLaC"u8) => "audio/flac",
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) => "audio/webm",
        _ => null,
    };
}
