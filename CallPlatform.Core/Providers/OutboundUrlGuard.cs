using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace CallPlatform.Core.Providers;

/// <summary>
/// Keeps addresses that somebody gave us (recordings, webhook targets) away from our own network: the platform must not be made to
/// read what only it can reach. The hosts of the configured providers are trusted, wherever they are.
/// </summary>
public sealed class OutboundUrlGuard
{
    private static readonly string[] Settings =
        ["VAPI_BASE_URL", "CALLRAIL_BASE_URL", "SHUNYA_BASE_URL", "Providers:Vapi:BaseUrl", "Providers:CallRail:BaseUrl", "Providers:Shunya:BaseUrl", "Providers:PublicUrl", "PUBLIC_URL"];

    // A name server that is away must not hold up whoever asks.
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> trusted;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    public OutboundUrlGuard(IConfiguration configuration)
        : this(
            Settings.Select(s => configuration[s]).OfType<string>(),
            (host, ct) => Dns.GetHostAddressesAsync(host, ct))
    {
    }

    internal OutboundUrlGuard(IEnumerable<string> trustedUrls, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        trusted = [.. trustedUrls.Select(u => Uri.TryCreate(u, UriKind.Absolute, out var uri) ? uri.Authority : "").Where(a => a.Length > 0)];
        this.resolve = resolve;
    }

    /// <summary>Null when the address may be read, else why not, in words for whoever gave it.</summary>
    /// <param name="url">As it was given.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="weRead">False when a provider reads it: then a host that is not known here may be known there.</param>
    public async Task<string?> CheckAsync(string? url, CancellationToken ct, bool weRead = true)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            return "It must be a whole http or https address without a user name.";
        }

        if (trusted.Contains(address.Authority))
        {
            return null;
        }

        try
        {
            // Uri has read decimal, octal and hexadecimal forms of IPv4 as what they mean.
            var targets = IPAddress.TryParse(address.DnsSafeHost, out var literal)
                ? [literal]
                : await resolve(address.DnsSafeHost, ct).WaitAsync(LongestLookUp, ct);
            return targets.Length > 0 && Array.TrueForAll(targets, IsPublic) ? null : "It points into a private network.";
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return weRead ? "Its host is not known." : null;
        }
    }

    /// <summary>True for addresses of hosts that the configuration names.</summary>
    public bool Trusts(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && trusted.Contains(address.Authority);

    /// <summary>True for addresses of the open internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        var b = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !(b[0] is 0 or 10 or 127 || b[0] >= 224
                || (b[0] == 100 && b[1] is >= 64 and < 128)
                || (b[0] == 169 && b[1] == 254)
                || (b[0] == 172 && b[1] is >= 16 and < 32)
                || (b[0] == 192 && b[1] == 168)
                || (b[0] == 192 && b[1] == 0 && b[2] is 0 or 2)
                || (b[0] == 198 && b[1] is 18 or 19)
                || (b[0] == 198 && b[1] == 51 && b[2] == 100)
                || (b[0] == 203 && b[1] == 0 && b[2] == 113));
        }

        // Only global unicast, and of that nothing that carries an IPv4 address inside (6to4, Teredo, NAT64), nor documentation.
        return (b[0] & 0xE0) == 0x20
            && !(b[0] == 0x20 && b[1] == 0x02)
            && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] < 2)
            && !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8);
    }

    /// <summary>
    /// A handler whose every connection, redirects included, is checked at the moment it is made: a name that answers differently the
    /// second time gains nothing.
    /// </summary>
    public SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxAutomaticRedirections = 5,
        UseProxy = false,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var targets = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, ct);
        var isTrusted = trusted.Contains($"{host}:{port}") || (port is 80 or 443 && trusted.Contains(host));
        var allowed = isTrusted ? targets : [.. targets.Where(IsPublic)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException("The address points into a private network.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
