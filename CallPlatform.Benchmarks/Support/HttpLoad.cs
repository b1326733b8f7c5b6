using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallPlatform.Benchmarks.Support;

/// <summary>
/// As many connections as asked, each with one request at a time, bytes prepared beforehand: the load shares the machine with
/// what it measures, so it must cost next to nothing.
/// </summary>
internal static class HttpLoad
{
    /// <summary>Posts for a while and answers requests per second. A marker of 12 digits in the body is made unique per request.</summary>
    public static async Task<double> PostsPerSecondAsync(int port, string path, string headers, string body, int connections, TimeSpan duration)
    {
        var request = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");
        var marker = request.AsSpan().IndexOf("000000000000"u8);
        var end = DateTime.UtcNow + duration;
        var run = Random.Shared.Next(1000);
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => LoopAsync(port, (byte[])request.Clone(), marker, run, i, end))));
        return counts.Sum() / duration.TotalSeconds;
    }

    private static async Task<int> LoopAsync(int port, byte[] request, int marker, int run, int connection, DateTime end)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var answer = new byte[4096];
        var count = 0;
        while (DateTime.UtcNow < end)
        {
            Encoding.ASCII.GetBytes($"{run:000}{connection:000}{count:000000}", request.AsSpan(marker, 12));
            await socket.SendAsync(request);
            var received = await socket.ReceiveAsync(answer);

            // Our answers fit one segment; anything but 200 makes the figure meaningless.
            if (received < 12 || !answer.AsSpan(9, 3).SequenceEqual("200"u8))
            {
                throw new InvalidOperationException($"Not 200: {Encoding.ASCII.GetString(answer, 0, Math.Min(received, 200))}");
            }

            count++;
        }

        return count;
    }
}
