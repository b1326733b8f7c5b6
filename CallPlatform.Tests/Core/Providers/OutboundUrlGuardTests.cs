using System.Net;
using System.Net.Sockets;
using CallPlatform.Core.Providers;
using Xunit;

namespace CallPlatform.Tests.Core.Providers;

public class OutboundUrlGuardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1/a.mp3")]
    [InlineData("http://10.1.2.3/a.mp3")]
    [InlineData("http://172.31.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://inside.example/")]
    [InlineData("http://both.example/")]
    [InlineData("ftp://public.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user@public.example/")]
    [InlineData("not an address")]
    [InlineData(null)]
    public async Task What_points_into_a_private_network_is_refused(string? url) => Assert.NotNull(await Guard().CheckAsync(url, Ct));

    [Theory]
    [InlineData("https://public.example/a.mp3")]
    [InlineData("http://93.184.216.34/")]
    [InlineData("http://[2606:2800:220:1::1]/")]
    [InlineData("http://127.0.0.1:5090/rec.wav")]
    public async Task What_is_public_or_a_configured_providers_is_allowed(string url) => Assert.Null(await Guard().CheckAsync(url, Ct));

    [Fact]
    public async Task A_redirect_into_the_private_network_is_not_followed()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        using var front = new TcpListener(IPAddress.Loopback, 0);
        front.Start();
        var target = ((IPEndPoint)inside.LocalEndpoint).Port;
        var entry = ((IPEndPoint)front.LocalEndpoint).Port;
        var guard = new OutboundUrlGuard([$"http://127.0.0.1:{entry}"], (_, _) => Task.FromResult(Array.Empty<IPAddress>()));
        using var http = new HttpClient(guard.Handler());
        var answering = Task.Run(async () =>
        {
            using var client = await front.AcceptTcpClientAsync(Ct);
            await using var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[64], 16, throwOnEndOfStream: false, Ct);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{target}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Ct);
        }, Ct);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://127.0.0.1:{entry}/"), Ct));
        await answering;
        Assert.False(inside.Pending());
    }

    private static OutboundUrlGuard Guard() => new(
        ["http://127.0.0.1:5090"],
        (host, _) => Task.FromResult(host switch
        {
            "public.example" => new[] { IPAddress.Parse("93.184.216.34") },
            "inside.example" => [IPAddress.Parse("10.0.0.5")],
            "both.example" => [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("127.0.0.1")],
            _ => throw new SocketException(),
        }));
}
