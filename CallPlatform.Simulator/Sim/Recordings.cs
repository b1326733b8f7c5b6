using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallPlatform.Simulator.Scenarios;

namespace CallPlatform.Simulator.Sim;

/// <summary>Makes sound for a talk: two voices of different pitch, syllable by syllable, silent between. 8 kHz, 8 bit.</summary>
internal sealed class Recordings(Settings settings)
{
    private const int Rate = 8000;
    private const int Header = 44;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A path with a signature and an end; two calls never give the same one.</summary>
    public string Presign(string file, DateTimeOffset expires)
    {
        var until = expires.ToUnixTimeSeconds();
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return $"/recordings/{file}?X-Expires={until}&X-Nonce={nonce}&X-Signature={Signature(file, until, nonce)}";
    }

    public bool Allows(string file, string? expires, string? nonce, string? signature) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && until >= DateTimeOffset.UtcNow.ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(file, until, nonce ?? "")), Encoding.ASCII.GetBytes(signature ?? ""));

    /// <summary><paramref name="kind"/> is mono, stereo, assistant or customer.</summary>
    public byte[] Wav(Conversation talk, string kind)
    {
        var seconds = Math.Clamp(talk.Seconds, 1, settings.Now.MaxRecordingSeconds);
        var channels = kind == "stereo" ? 2 : 1;
        var samples = (int)(seconds * Rate);
        var wav = new byte[Header + (samples * channels)];
        WriteHeader(wav, samples * channels, channels);
        var sound = wav.AsSpan(Header);
        sound.Fill(128);
        foreach (var turn in talk.Turns)
        {
            if ((kind == "assistant" && !turn.ByAgent) || (kind == "customer" && turn.ByAgent))
            {
                continue;
            }
            Speak(sound, turn, channels, channel: channels == 2 && turn.ByAgent ? 1 : 0, samples);
        }
        return wav;
    }

    private static void Speak(Span<byte> sound, Turn turn, int channels, int channel, int samples)
    {
        var pitch = turn.ByAgent ? 135.0 : 205.0;
        var first = (int)(turn.Start * Rate);
        var last = Math.Min(samples, (int)(turn.End * Rate));
        for (var i = first; i < last; i++)
        {
            var t = (i - first) / (double)Rate;
            // About four syllables a second, the voice falling a little towards the end.
            var syllable = Math.Max(0, Math.Sin(Math.PI * 2 * 2.1 * t));
            var tone = pitch * (1 - (0.12 * t / Math.Max(1, turn.Seconds))) * Math.PI * 2 * t;
            var voice = (0.6 * Math.Sin(tone)) + (0.25 * Math.Sin(2 * tone)) + (0.15 * Math.Sin(5 * tone));
            sound[(i * channels) + channel] = (byte)(128 + (70 * syllable * voice));
        }
    }

    private static void WriteHeader(Span<byte> wav, int dataBytes, int channels)
    {
        "RIFF"u8.CopyTo(wav);
        BitConverter.TryWriteBytes(wav[4..], 36 + dataBytes);
        "WAVEfmt "u8.CopyTo(wav[8..]);
        BitConverter.TryWriteBytes(wav[16..], 16);
        BitConverter.TryWriteBytes(wav[20..], (short)1);
        BitConverter.TryWriteBytes(wav[22..], (short)channels);
        BitConverter.TryWriteBytes(wav[24..], Rate);
        BitConverter.TryWriteBytes(wav[28..], Rate * channels);
        BitConverter.TryWriteBytes(wav[32..], (short)channels);
        BitConverter.TryWriteBytes(wav[34..], (short)8);
        "data"u8.CopyTo(wav[36..]);
        BitConverter.TryWriteBytes(wav[40..], dataBytes);
    }

    private string Signature(string file, long until, string nonce) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{file}|{until}|{nonce}")));
}
