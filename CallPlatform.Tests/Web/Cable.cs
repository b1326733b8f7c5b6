using System.Net;
using System.Net.Sockets;

namespace CallPlatform.Tests.Web;

/// <summary>A connection to a service that can be pulled out and put in again.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Uri target;
    private readonly Task accepting;
    private CancellationTokenSource plugged = new();

    public Cable(string target)
    {
        this.target = new(target);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Breaks what is connected; what is tried from now on breaks too.</summary>
    public void Pull() => plugged.Cancel();

    public void PutIn() => plugged = new();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Pull();
        listener.Stop();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(ending.Token), plugged.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient browser, CancellationToken pulled)
    {
        using var near = browser;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(target.Host, target.Port, pulled);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), pulled),
                far.GetStream().CopyToAsync(near.GetStream(), pulled));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // Pulled, or one side left.
        }
    }
}
